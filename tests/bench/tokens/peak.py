"""Runs a command and prints the most memory it held and its CPU time: peak.py COMMAND…

A process of its own, and a small one: what the system calls the peak of a command includes that of its parent."""
import json, os, sys

process = os.fork()
if process == 0:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execv(sys.argv[1], sys.argv[1:])
_, status, used = os.wait4(process, 0)
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps({"peak_mb": used.ru_maxrss * unit / 1e6, "seconds": used.ru_utime + used.ru_stime}))
sys.exit(os.waitstatus_to_exitcode(status))
