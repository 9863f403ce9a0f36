"""What happens around every call: counting, being slow, faults to order, dropped replies."""

import json
import socket
import uuid
from collections.abc import Iterator
from dataclasses import replace

from flask import Flask, Response, g, render_template, request

from .faults import CallCount, Fault, matches
from .world import World

ROUTES = {
    "consent.authorize": "authorize",
    "consent.decide": "authorize",
    "token.token": "token",
    "token.revocation": "revocation",
    "discovery.configuration": "discovery",
    "discovery.jwks": "jwks",
    "connections.list_connections": "connections",
    "connections.delete_connection": "connections.delete",
    "accounting.organisation": "organisation",
    "accounting.users": "users",
    "accounting.nothing_here": "other",
}
GRANTS = {"authorization_code": "token.code", "refresh_token": "token.refresh"}
METERED = ("accounting.organisation", "accounting.users")


def init_traffic(app: Flask, world: World) -> None:
    """Put the stand-in's moods around every call that is not for its own control."""

    @app.before_request
    def arrive() -> Response | None:
        names = call_names()
        if not names:
            return None
        _enter(world)
        with world.turn():
            _count(world, names)
            g.fault = fault = _take_fault(world, names, request.headers.get("Xero-Tenant-Id"))
            is_offline, seconds, hurry = world.modes.offline, _slowness(world, names), world.hurry
        if seconds:
            hurry.wait(seconds)
        if is_offline:
            return Response(render_template("offline.html"), 503)
        return _answer_of(fault) if fault and not fault.works_first else None

    @app.after_request
    def leave(response: Response) -> Response:
        if call_names():
            response.headers.setdefault("Xero-Correlation-Id", str(uuid.uuid4()))
            fault: Fault | None = g.get("fault")
            if fault:
                _spoil(world, fault, response)
            _record(world, response)
        return response

    @app.teardown_request
    def gone(_: BaseException | None) -> None:
        if "metered" in g:
            with world.turn():
                world.meters.leave(g.metered)


def call_names() -> tuple[str, ...]:
    """The names that this call goes by; none for the control pages and static files."""
    name = ROUTES.get(request.endpoint or "")
    if name is None:
        return ()
    grant = GRANTS.get(request.form.get("grant_type", "")) if name == "token" else None
    return (name, grant) if grant else (name,)


def _enter(world: World) -> None:
    tenant_id = request.headers.get("Xero-Tenant-Id")
    if request.endpoint in METERED and tenant_id:
        with world.turn():
            g.metered = tenant_id
            g.under_way = world.meters.enter(tenant_id)


def _count(world: World, names: tuple[str, ...]) -> None:
    for name in names:
        before = world.call_counts.get(name)
        world.call_counts.put(CallCount(name, (before.calls if before else 0) + 1))


def _take_fault(world: World, names: tuple[str, ...], tenant_id: str | None) -> Fault | None:
    for fault in world.faults:
        if fault.hits(names, tenant_id):
            if fault.times > 1:
                world.faults.put(replace(fault, times=fault.times - 1))
            else:
                world.faults.drop(fault)
            return fault
    return None


def _slowness(world: World, names: tuple[str, ...]) -> float:
    return sum(each.seconds for each in world.slowness if matches(each.endpoint, names))


def _answer_of(fault: Fault) -> Response:
    return Response(fault.body, fault.status or 500, fault.headers, content_type=fault.content_type)


def _spoil(world: World, fault: Fault, response: Response) -> None:
    if fault.works_first and fault.status is not None:
        response.status_code = fault.status
        response.set_data(fault.body)
        response.content_type = fault.content_type
    elif fault.edits_the_answer and response.is_json:
        _edit(fault, response)
    response.headers.update(fault.headers)
    if fault.seconds:
        world.hurry.wait(fault.seconds)
    if fault.drop:
        _hang_up()


def _edit(fault: Fault, response: Response) -> None:
    answer = json.loads(response.get_data())
    for each in answer if isinstance(answer, list) else [answer]:
        each.update(fault.set_keys)
        for key in fault.without_keys:
            each.pop(key, None)
    response.set_data(json.dumps(answer))


def _hang_up() -> None:
    for connection in _sockets():
        connection.shutdown(socket.SHUT_RDWR)


def _sockets() -> Iterator[socket.socket]:
    for server in ("werkzeug.socket", "gunicorn.socket"):
        if server in request.environ:
            yield request.environ[server]


def _record(world: World, response: Response) -> None:
    with world.turn():
        world.recent.append(
            {
                "endpoint": call_names()[-1],
                "method": request.method,
                "status": response.status_code,
                "tenant_id": request.headers.get("Xero-Tenant-Id"),
                "at": world.clock.now(),
            }
        )
