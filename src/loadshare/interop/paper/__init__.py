"""A programme on paper: a tagged PDF with pictures, steps, boxes to tick, and when to get help."""

from loadshare.interop.paper.printing import print_pdf, print_pictures
from loadshare.interop.paper.record import Record, RecordTable, print_record
from loadshare.interop.paper.sheet import PaperSize, Picture, Sheet, SheetLine, sheet_of

__all__ = [
    "PaperSize",
    "Picture",
    "Record",
    "RecordTable",
    "Sheet",
    "SheetLine",
    "print_pdf",
    "print_pictures",
    "print_record",
    "sheet_of",
]
