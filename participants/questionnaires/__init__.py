"""The one engine of everything that asks people something: versions, phone page, printed blank, keyboard grid.

An answer is stored by the question's code: text, number, true/false or a list (see answers.py); nothing is stored
for what was left out. A questionnaire is edited while a draft and frozen once it has been opened.
"""
