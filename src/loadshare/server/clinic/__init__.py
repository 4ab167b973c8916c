"""The practitioner's side: whom somebody follows with consent, and what each person sees of it."""
