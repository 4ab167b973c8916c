"""The eight daily tasks of the connection page: what is asked, what the body answers, and its table.

Only `solver` loads the engine; everything else reads what was computed beforehand.
"""
