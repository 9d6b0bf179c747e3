"""A connection to a visitor: it ends if nobody asks in time or takes the answer, and one address cannot have all."""

from uvicorn.protocols.http.h11_impl import H11Protocol

HEADERS, ANSWER = 10.0, 120.0  # seconds for a request's headers to arrive, then for its answer to be taken
FROM_ONE = 200  # connections from one address, where no proxy is in front: a class may share one
MOST = 500  # from all


class Connection(H11Protocol):
    """uvicorn's connection, with deadlines. uvicorn itself has one between two requests only."""

    timer, idle, from_one = None, False, FROM_ONE

    def connection_made(self, transport) -> None:
        super().connection_made(transport)
        if self.client and sum(other.client[0] == self.client[0] for other in self.connections) > self.from_one:
            transport.abort()
        else:
            self.end_in(HEADERS)

    def end_in(self, seconds: float) -> None:
        self.stop_timer()
        self.timer = self.loop.call_later(seconds, self.transport.abort)

    def stop_timer(self) -> None:
        if self.timer is not None:
            self.timer.cancel()

    def data_received(self, data: bytes) -> None:
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:  # a request's headers are complete
            self.end_in(ANSWER)
        elif self.idle:  # the next request's headers begin; more of them do not put the deadline off
            self.end_in(HEADERS)
        self.idle = False

    def on_response_complete(self) -> None:
        before = self.cycle
        super().on_response_complete()
        if self.cycle is not before:  # the next request was there already
            self.end_in(ANSWER)
        else:  # until the next one begins, uvicorn's own deadline holds
            self.stop_timer()
            self.idle = True

    def connection_lost(self, exc) -> None:
        self.stop_timer()
        super().connection_lost(exc)


class ProxyConnection(Connection):
    """Behind a proxy, all connections come from one address."""

    from_one = MOST
