"""How it leaves and enters: calendar, printed sheet, tables. Pure: values in, bytes out."""
