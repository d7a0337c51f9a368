#!/usr/bin/env python3
"""Makes the workbooks that the tests read, with the two libraries that most programs use.

    pip install xlsxwriter openpyxl && python3 make_workbooks.py

The results are kept, so that the tests need neither.
"""
import datetime
import pathlib

import openpyxl
import xlsxwriter

here = pathlib.Path(__file__).parent


def customers():
    """A list as a shop keeps it: a title above it, dates, codes, several sheets, one of them hidden."""
    book = xlsxwriter.Workbook(str(here / "customers.xlsx"))
    notes = book.add_worksheet("メモ")
    notes.hide()
    notes.write("A1", "見えない")
    sheet = book.add_worksheet("名簿")
    sheet.activate()
    sheet.set_first_sheet()
    date = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    era = book.add_format({"num_format": '[$-411]ggge"年"m"月"d"日";@'})
    stamp = book.add_format({"num_format": "yyyy/m/d h:mm"})
    clock = book.add_format({"num_format": "h:mm"})
    code = book.add_format({"num_format": "0000000"})
    post = book.add_format({"num_format": "[<=999]000;[<=9999]000-00;000-0000"})
    amount = book.add_format({"num_format": '#,##0"円"'})
    bold = book.add_format({"bold": True})
    sheet.merge_range("A1:J1", "顧客名簿 2026年4月")
    sheet.write_row("A3", ["メールアドレス", "氏名", "登録日", "和暦", "最終購入", "時刻", "顧客番号", "郵便番号", "電話", "金額", "会員", "率"])
    sheet.write("A4", "taro@example.jp")
    sheet.write_rich_string("B4", "山田", bold, " 太郎")
    sheet.write_datetime("C4", datetime.datetime(2026, 4, 1), date)
    sheet.write_datetime("D4", datetime.datetime(2019, 5, 1), era)
    sheet.write_datetime("E4", datetime.datetime(2026, 3, 31, 9, 30), stamp)
    sheet.write_number("F4", 0.75, clock)
    sheet.write_number("G4", 123, code)
    sheet.write_number("H4", 9800811, post)
    sheet.write_number("I4", 9012345678)
    sheet.write_number("J4", 1200.5, amount)
    sheet.write_boolean("K4", True)
    sheet.write_number("L4", 0.1 + 0.2)
    sheet.write("A6", "hanako@example.jp")
    sheet.write_string("I6", "09012345678")
    sheet.write_formula("B6", '="佐藤"&" 花子"', None, "佐藤 花子")
    sheet.write_number("J6", 1e15)
    sheet.write_number("L6", 1.5e-7)
    other = book.add_worksheet("退会")
    other.write_column("A1", ["email", "gone@example.jp"])
    book.close()


def inline():
    """Texts in their cells and days from 1904, as some programs write them."""
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = "Sheet"
    sheet.append(["email", "joined", "note"])
    sheet.append(["a@example.jp", datetime.date(2026, 4, 1), "=1/0"])
    sheet.append(["b@example.jp", datetime.datetime(1999, 12, 31, 23, 59, 59), None])
    book.save(here / "mac1904.xlsx")


customers()
inline()
