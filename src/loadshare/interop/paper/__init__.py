"""A programme on paper: a tagged PDF with pictures, steps, boxes to tick, and when to get help."""

from loadshare.interop.paper.printing import print_pdf, print_pictures
from loadshare.interop.paper.record import Record, Section, print_record
from loadshare.interop.paper.sheet import Line, PaperSize, Picture, Sheet, sheet_of

__all__ = [
    "Line",
    "PaperSize",
    "Picture",
    "Record",
    "Section",
    "Sheet",
    "print_pdf",
    "print_pictures",
    "print_record",
    "sheet_of",
]
