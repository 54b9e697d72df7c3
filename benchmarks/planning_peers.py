"""Run inside another environment: `python planning_peers.py SOLVER SECONDS SEED < WEEK > ORDER`, whole numbers only.

WEEK is JSON: travel, service, prize, windows (or null), node 0 … and walks [start, end, from, until]; ORDER is
{"order": [[stop, …], …], "seconds": processor seconds}.
"""

import datetime
import json
import sys
import time
from itertools import pairwise


def pyvrp(week, seconds, seed):
    from pyvrp import Model, solve

    model = Model()
    nodes = [model.add_location(0, 0) for _ in week["travel"]]
    longest = max(until - start for _, _, start, until in week["walks"])
    depots = {node: model.add_depot(nodes[node]) for walk in week["walks"] for node in walk[:2]}
    clients = []
    for stop, (node, service, prize) in enumerate(
        zip(week["node"], week["service"], week["prize"], strict=True)
    ):
        windows = week["windows"][stop]
        options = {"service_duration": service, "prize": int(prize * longest), "required": False}
        if windows is None:
            windows = [[min(walk[2] for walk in week["walks"]), max(walk[3] for walk in week["walks"])]]
        group = {"group": model.add_client_group(required=False)} if len(windows) > 1 else {}
        for early, late in windows:
            model.add_client(nodes[node], tw_early=early, tw_late=late, **options, **group)
            clients.append(stop)
    alike = {}
    for number, walk in enumerate(week["walks"]):
        alike.setdefault(tuple(walk), []).append(number)
    for (start, end, early, late), numbers in alike.items():
        model.add_vehicle_type(
            len(numbers), start_depot=depots[start], end_depot=depots[end], tw_early=early, tw_late=late
        )
    for i, row in enumerate(week["travel"]):
        for j, way in enumerate(row):
            if i != j:
                model.add_edge(nodes[i], nodes[j], distance=way, duration=way)
    data = model.data()
    began = time.process_time()
    found = solve(data, lambda _: time.process_time() - began > seconds, seed=seed, display=False)
    took = time.process_time() - began
    order = [[] for _ in week["walks"]]
    free = [list(numbers) for numbers in alike.values()]
    if found.is_feasible():
        for route in found.best.routes():
            stops = [clients[activity.idx] for activity in route if activity.is_client()]
            order[free[route.vehicle_type()].pop(0)] = stops
    return order, took


def vroom(week, seconds, seed):
    import numpy as np
    import vroom as peer

    problem = peer.Input()
    problem.set_durations_matrix(profile="car", matrix_input=np.array(week["travel"], dtype=np.uint32))
    largest = max(week["prize"])
    for number, (start, end, early, late) in enumerate(week["walks"]):
        problem.add_vehicle(peer.Vehicle(number, start=start, end=end, time_window=(early, late)))
    for stop, (node, service, prize) in enumerate(
        zip(week["node"], week["service"], week["prize"], strict=True)
    ):
        windows = week["windows"][stop]
        open_at = {"time_windows": [peer.TimeWindow(*window) for window in windows]} if windows else {}
        worth = round(prize * 100 / largest) if largest > 100 else round(prize)
        problem.add_job(
            peer.Job(stop, location=node, default_service=service, priority=max(1, worth), **open_at)
        )
    began = time.process_time()
    limit = datetime.timedelta(seconds=seconds)
    found = problem.solve(exploration_level=5, nb_threads=1, timeout=limit)
    took = time.process_time() - began
    order = [[] for _ in week["walks"]]
    routes = found.routes
    for walk, kind, stop in zip(routes["vehicle_id"], routes["type"], routes["id"], strict=True):
        if kind == "job":
            order[int(walk)].append(int(stop))
    return order, took


def ortools(week, seconds, seed):
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    walks, size = week["walks"], len(week["travel"])
    manager = pywrapcp.RoutingIndexManager(size, len(walks), [w[0] for w in walks], [w[1] for w in walks])
    model = pywrapcp.RoutingModel(manager)
    service = [0] * size
    for node, takes in zip(week["node"], week["service"], strict=True):
        service[node] = takes
    way = model.RegisterTransitMatrix(week["travel"])
    timed = model.RegisterTransitMatrix(
        [[way + service[i] for way in row] for i, row in enumerate(week["travel"])]
    )
    model.SetArcCostEvaluatorOfAllVehicles(way)
    horizon = max(walk[3] for walk in walks)
    model.AddDimension(timed, horizon, horizon, False, "time")
    clock = model.GetDimensionOrDie("time")
    for number, walk in enumerate(walks):
        clock.CumulVar(model.Start(number)).SetRange(walk[2], walk[3])
        clock.CumulVar(model.End(number)).SetRange(walk[2], walk[3])
    used = {node for walk in walks for node in walk[:2]}
    for stop, node in enumerate(week["node"]):
        index = manager.NodeToIndex(node)
        windows = week["windows"][stop] or [[0, horizon]]
        clock.CumulVar(index).SetRange(windows[0][0], min(horizon, windows[-1][1]))
        for before, after in pairwise(windows):
            clock.CumulVar(index).RemoveInterval(before[1] + 1, after[0] - 1)
        model.AddDisjunction([index], int(week["prize"][stop] * horizon))
        used.add(node)
    for node in set(range(size)) - used:
        model.AddDisjunction([manager.NodeToIndex(node)], 0)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    first, meta = routing_enums_pb2.FirstSolutionStrategy, routing_enums_pb2.LocalSearchMetaheuristic
    parameters.first_solution_strategy = first.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = meta.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(int(seconds * 8000))
    began = time.process_time()
    model.AddSearchMonitor(model.solver().CustomLimit(lambda: time.process_time() - began > seconds))
    found = model.SolveWithParameters(parameters)
    took = time.process_time() - began
    stop_at = {node: stop for stop, node in enumerate(week["node"])}
    order = [[] for _ in walks]
    for number in range(len(walks) if found else 0):
        index = model.Start(number)
        while not model.IsEnd(index):
            node = manager.IndexToNode(index)
            if node in stop_at:
                order[number].append(stop_at[node])
            index = found.Value(model.NextVar(index))
    return order, took


if __name__ == "__main__":
    solver, seconds, seed = sys.argv[1:]
    given = json.load(sys.stdin)
    found, took = {"pyvrp": pyvrp, "vroom": vroom, "ortools": ortools}[solver](
        given, float(seconds), int(seed)
    )
    print(json.dumps({"order": found, "seconds": took}))
