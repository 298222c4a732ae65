"""The fault bench: things that go wrong on a real server, injected one after the other. `make faults` runs it."""

# Each fault is a module with `run(bench)`, in the order of the table.
FAULTS = ["kills", "stale", "lock", "disk", "cache", "restart", "clock", "hostile", "searches", "drill"]
