"""Row identity on the sheet: what each row is, what a press sends, what is written back. Values only.

A press, step by step (`reading` is always the sheet as it stands):

1. `reading.read(table, book=, today=)`: cells to rows.
2. `minting.mint(reading, keys=new_keys(), prefer=)`, then `writes.write_rows(before, after)`: save first.
3. `plan.plan_press(reading)`: rows to send, the brake; `plan.chunks(outgoing, size=)`; `missing.missing`.
4. `results.take_results(reading, sent, results)`, `changes.take_changes(reading, changes, removed)`, then
   `write_rows(before, after)` and `results.cell_notes(before, sent, results)`: write back.
5. `missing.remember(reading)` into `state.ViewState`, `state.state_texts(...)`: the state sheet, cursor last.

A dry run mints in memory only and writes `results.foresee(...)`; `results.take_undone` answers an undo;
`changes.added_rows` are rows a refresh appends.
"""
