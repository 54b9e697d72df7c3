"""The stored walk network as arrays."""

import io
from typing import Any

import numpy as np

from commonbeat.methods.planning.network import WalkGraph
from commonbeat.places.models import Team, WalkNetwork

DEGREES = 1e7


def pack(graph: WalkGraph) -> bytes:
    """The network as compressed arrays: about twelve bytes for each crossing and way."""
    stored = io.BytesIO()
    np.savez_compressed(
        stored,
        longitude=np.rint(graph.longitude * DEGREES).astype(np.int32),
        latitude=np.rint(graph.latitude * DEGREES).astype(np.int32),
        edges=graph.edges.astype(np.int32),
        seconds=graph.seconds.astype(np.float32),
    )
    return stored.getvalue()


def unpack(arrays: Any) -> WalkGraph:
    """The network from its compressed arrays."""
    with np.load(io.BytesIO(bytes(arrays)), allow_pickle=False) as stored:
        return WalkGraph(
            longitude=stored["longitude"] / DEGREES,
            latitude=stored["latitude"] / DEGREES,
            edges=stored["edges"],
            seconds=stored["seconds"].astype(np.float64),
        )


def graph_of(team: Team) -> WalkGraph | None:
    """The network a team's officers walk on; None before an area was imported."""
    network = WalkNetwork.objects.public(team).first()
    return unpack(network.arrays) if network else None
