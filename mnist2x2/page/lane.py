"""A thread of its own for one kind of work: not many may wait for it, and not for long."""

import asyncio
import queue
import threading
from concurrent.futures import Future


class Busy(Exception):
    """Too many wait already, or the wait was too long; nothing was done."""


class Lane:
    """Does one thing after another. At most `waiting` wait, each at most `patience` seconds until it begins."""

    def __init__(self, waiting: int = 150, patience: float = 10.0):
        self.waiting, self.patience, self.jobs = waiting, patience, queue.SimpleQueue()
        # a daemon: Ctrl-C does not wait for it, even while another program has locked the store
        threading.Thread(target=self.work, daemon=True).start()

    def work(self) -> None:
        while True:
            job, future = self.jobs.get()
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(job())
                except Exception as error:
                    future.set_exception(error)

    async def do(self, job):
        """Return what `job` returns. Raises Busy if it did not begin."""
        if self.jobs.qsize() >= self.waiting:
            raise Busy
        future: Future = Future()
        self.jobs.put((job, future))
        done = asyncio.wrap_future(future)
        await asyncio.wait([done], timeout=self.patience)
        if future.cancel():  # what has begun is not cancelled
            raise Busy
        return await done
