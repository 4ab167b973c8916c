"""The connection page: a daily task, two sliders, and how hips and low back share the load."""
