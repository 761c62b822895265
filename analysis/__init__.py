"""Statistics on tables of counts: pure functions, no web, no questionnaires.

A table of counts has one row per unit and one column per level, levels ascending, "not applicable" left out. Every
public function names its formula and its source, and answers with a frozen result.
"""
