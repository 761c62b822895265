"""One form as .xlsx, .xls, .csv and .md, each written by a library of its own kind."""

import csv
import io

import openpyxl
import xlwt


def as_xlsx(sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([cell if cell != "" else None for cell in row])
    return _saved(book)


def as_xls(sheets):
    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if cell != "":
                    sheet.write(r, c, cell)
    return _saved(book)


def as_csv(sheets):
    written = io.StringIO()
    writer = csv.writer(written)
    for name, rows in sheets.items():
        writer.writerow([name])
        writer.writerows([["", *row] for row in rows])
    return written.getvalue().encode()


def as_md(sheets):
    lines = []
    for name, rows in sheets.items():
        lines.append(f"| {name} |")
        lines += ["| | " + " | ".join(str(cell).replace("|", r"\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines).encode()


WRITERS = {".xlsx": as_xlsx, ".xls": as_xls, ".csv": as_csv, ".md": as_md}


def _saved(book):
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
