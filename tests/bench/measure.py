"""Runs a command into a file and prints what it took: measure.py OUT COMMAND…

A process of its own, and a small one (`python3 -I -S`): what the system calls the peak of a command includes that
of its parent."""
import posix, sys, time

started = time.monotonic()
child = posix.posix_spawnp(sys.argv[2], sys.argv[2:], posix.environ, file_actions=[
    (posix.POSIX_SPAWN_OPEN, 1, sys.argv[1], posix.O_WRONLY | posix.O_CREAT | posix.O_TRUNC, 0o644),
    (posix.POSIX_SPAWN_OPEN, 2, "/dev/null", posix.O_WRONLY, 0)])
_, status, used = posix.wait4(child, 0)
wall = time.monotonic() - started
mib = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
print(used.ru_utime + used.ru_stime, wall, mib)
sys.exit(posix.waitstatus_to_exitcode(status))
