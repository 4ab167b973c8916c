"""How load is shared between hips and low back: anatomy, postures, muscle and joint loads, populations."""
