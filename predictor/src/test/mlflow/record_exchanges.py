#!/usr/bin/env python3
"""Records what a real MLflow server answers to the predictor's requests.

    python3 -m venv venv && venv/bin/pip install mlflow scikit-learn
    venv/bin/python predictor/src/test/mlflow/record_exchanges.py OUTPUT.jsonl

Each line of the output is one exchange: the request as ModelClient sends it, and the answer, or how the
connection ended without one. All payments are made up. ModelClientContractTest says what the predictor has
to make of each, by name: after a new recording that is what a difference shows up in.
"""
import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
from mlflow.exceptions import MlflowException
from mlflow.models import ModelSignature
from mlflow.protos.databricks_pb2 import REQUEST_LIMIT_EXCEEDED
from mlflow.types import ColSpec, DataType, Schema
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

PORT = 5917
TYPES = {
    "trans_date_trans_time": DataType.string,
    "cc_num": DataType.long,
    "merchant": DataType.string,
    "category": DataType.string,
    "amt": DataType.double,
    "first": DataType.string,
    "last": DataType.string,
    "gender": DataType.string,
    "street": DataType.string,
    "city": DataType.string,
    "state": DataType.string,
    "zip": DataType.integer,
    "lat": DataType.double,
    "long": DataType.double,
    "city_pop": DataType.integer,
    "job": DataType.string,
    "dob": DataType.string,
    "trans_num": DataType.string,
    "unix_time": DataType.long,
    "merch_lat": DataType.double,
    "merch_long": DataType.double,
}
SIGNATURE = ModelSignature(inputs=Schema([ColSpec(t, n) for n, t in TYPES.items()]))
OTHER_COLUMNS = ModelSignature(
    inputs=Schema([ColSpec(DataType.double, n) for n in ("amt", "distance_km", "night")])
)


def payment(number, **changes):
    values = {
        "trans_date_trans_time": "2024-10-28 16:58:04",
        "cc_num": 4855488158131690000 + number,
        "merchant": "fraud_Quince and Daughters",
        "category": ("travel", "grocery_pos")[number % 2],
        "amt": 900.25 if number % 2 == 0 else 12.75,
        "first": "Ada",
        "last": "Quill",
        "gender": "F",
        "street": "1 Test Lane",
        "city": "Testville",
        "state": "VT",
        "zip": 5654,
        "lat": 44.1554,
        "long": -72.4847,
        "city_pop": 970,
        "job": "Tester",
        "dob": "1993-09-29",
        "trans_num": f"{number:032x}",
        "unix_time": 1730134684 + number,
        "merch_lat": 45.012462,
        "merch_long": -72.219161,
    }
    return {**values, **changes}


class Shapes(mlflow.pyfunc.PythonModel):
    """Returns whatever the first payment's merchant asks for."""

    def predict(self, context, model_input, params=None):
        n = len(model_input)
        shape = model_input["merchant"].iloc[0]
        if shape == "raises":
            raise ValueError(f"cannot score {model_input.to_dict('records')}")
        if shape == "own_exception":
            raise MlflowException("over quota", error_code=REQUEST_LIMIT_EXCEEDED)
        if shape == "exits":
            os._exit(3)
        if shape == "slow":
            time.sleep(4)
        return {
            "slow": lambda: np.zeros(n, dtype=int),
            "bools": lambda: np.arange(n) % 2 == 0,
            "floats": lambda: np.linspace(0.25, 0.75, n),
            "float32": lambda: np.full(n, 0.1, dtype=np.float32),
            "tiny": lambda: np.full(n, 1e-7),
            "names": lambda: np.array(["fraud", "legit"] * n)[:n],
            "column": lambda: np.arange(n).reshape(n, 1) % 2,
            "series": lambda: pd.Series(np.arange(n) % 2, name="is_fraud"),
            "unnamed_series": lambda: pd.Series(np.arange(n) % 2),
            "frame": lambda: pd.DataFrame({"is_fraud": [0] * n, "score": np.linspace(0.25, 0.75, n)}),
            "dict_of_lists": lambda: {"is_fraud": [0] * n, "score": [0.25] * n},
            "scalar": lambda: 1,
            "none": lambda: None,
            "nulls": lambda: [None] * n,
            "one_null": lambda: [None] + [1] * (n - 1),
            "nan": lambda: np.array([np.nan] + [0.5] * (n - 1)),
            "infinity": lambda: np.array([np.inf, -np.inf] * n)[:n],
            "frame_with_nan": lambda: pd.DataFrame({"is_fraud": [0] * n, "score": [np.nan] + [0.5] * (n - 1)}),
            "too_few": lambda: [0] * (n - 1),
            "too_many": lambda: [0] * (n + 1),
            "three_classes": lambda: [[0.2, 0.3, 0.5]] * n,
            "other_names": lambda: ["maybe"] * n,
            "other_members": lambda: pd.DataFrame({"a": [0] * n, "b": [1] * n}),
            "unserialisable": lambda: [object()] * n,
        }[shape]()


def classifier():
    rows = pd.DataFrame([payment(i) for i in range(200)])
    numbers = ["amt", "city_pop", "lat", "long"]
    pipeline = make_pipeline(
        make_column_transformer((OneHotEncoder(handle_unknown="ignore"), ["category"]), ("passthrough", numbers)),
        LogisticRegression(max_iter=1000),
    )
    return pipeline.fit(rows[["category", *numbers]], (rows["amt"] > 500).astype(int))


def answers_ping():
    probe = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
    try:
        probe.request("GET", "/ping")
        return probe.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        probe.close()


@contextlib.contextmanager
def served(model, *options):
    server = subprocess.Popen(
        [str(Path(sys.executable).with_name("mlflow")), "models", "serve", "--env-manager", "local",
         "-m", str(model), "-h", "127.0.0.1", "-p", str(PORT), *options],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True, env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )
    try:
        while not answers_ping():
            if server.poll() is not None:
                raise SystemExit(f"the server of {model} ended with {server.returncode}")
            time.sleep(0.2)
        yield
    finally:
        # The command's own child is the server.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait()
        while answers_ping():
            time.sleep(0.2)


def body(payments):
    """Byte for byte what the predictor makes of payments that arrive in compact JSON."""
    compact = {"separators": (",", ":"), "ensure_ascii": True}
    rows = [[p[name] for name in TYPES] for p in payments]
    return json.dumps({"dataframe_split": {"columns": list(TYPES), "data": rows}}, **compact)


def ask(payments, path="/invocations"):
    request = {"method": "POST", "path": path, "headers": {"Content-Type": "application/json"}, "body": body(payments)}
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    try:
        connection.request("POST", path, request["body"], request["headers"])
        answer = connection.getresponse()
        text = re.sub(r"/[^ \"\\]*/site-packages", "/opt/serving/lib", answer.read().decode())
        text = re.sub(r"/[^ \"\\]*/(?=record_exchanges\.py)", "/opt/serving/model/", text)
        kept = ("content-type", "location", "server")
        headers = {k.lower(): v for k, v in answer.getheaders() if k.lower() in kept}
        return {"request": request, "response": {"status": answer.status, "headers": headers, "body": text}}
    except ConnectionRefusedError:
        return {"request": request, "ended": "refused"}
    except http.client.RemoteDisconnected:
        return {"request": request, "ended": "no answer"}
    finally:
        connection.close()


def record(write):
    def both(model, name, **changes):
        write(model, name + ", 1 row", ask([payment(0, **changes)]))
        write(model, name + ", 3 rows", ask([payment(i, **changes) for i in range(3)]))

    folder = Path(tempfile.mkdtemp())
    try:
        mlflow.sklearn.save_model(classifier(), folder / "classes", signature=SIGNATURE)
        mlflow.sklearn.save_model(classifier(), folder / "proba", signature=SIGNATURE, pyfunc_predict_fn="predict_proba")
        mlflow.sklearn.save_model(classifier(), folder / "unsigned")
        mlflow.sklearn.save_model(classifier(), folder / "other", signature=OTHER_COLUMNS)
        mlflow.pyfunc.save_model(folder / "shapes", python_model=Shapes(), signature=SIGNATURE)

        with served(folder / "classes"):
            both("classes", "plain")
            both("classes", "null text", job=None)
            both("classes", "null number", lat=None)
            both("classes", "null integer", zip=None)
            both("classes", "unknown category", category="lunch")
            write("classes", "null integer beside others", ask([payment(0), payment(1, zip=None)]))
            write("classes", "wrong path", ask([payment(0)], "/predict"))
            write("classes", "path with a slash", ask([payment(0)], "/invocations/"))
        with served(folder / "proba"):
            both("proba", "plain")
        with served(folder / "unsigned"):
            both("unsigned", "plain")
            both("unsigned", "null integer", zip=None)
        with served(folder / "other"):
            both("other columns", "missing inputs")
        with served(folder / "shapes"):
            for shape in (
                "bools floats float32 tiny names column series unnamed_series frame dict_of_lists scalar none nulls"
                " one_null nan infinity frame_with_nan too_few too_many three_classes other_names other_members"
                " unserialisable raises own_exception"
            ).split():
                both("shapes", shape, merchant=shape)
        with served(folder / "shapes", "--timeout", "1"):
            write("shapes", "slow", ask([payment(0, merchant="slow")]))
        with served(folder / "shapes"):
            write("shapes", "exits", ask([payment(0, merchant="exits")]))
            time.sleep(2)
            write("shapes", "gone", ask([payment(0)]))
    finally:
        shutil.rmtree(folder)


def main():
    with open(sys.argv[1], "w", encoding="utf-8") as output:
        def write(model, name, exchange):
            line = {"model": model, "name": name, "mlflow": mlflow.__version__, **exchange}
            output.write(json.dumps(line) + "\n")

        record(write)


if __name__ == "__main__":
    main()
