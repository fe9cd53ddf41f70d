"""Any school's roadmap read into steps: pure modules over plain values; nothing of the source is dropped unseen.

reading, docx_child, pasting → grid → headers → composing (with responsibles, recognising, terms) → records.
"""
