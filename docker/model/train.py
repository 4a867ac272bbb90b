"""Trains the model of the local set-up and saves it where `mlflow models serve` finds it.

It asks the payments API simulator for payments whose outcome is known, fits a small classifier, and says how well that
does on a part that it has not seen. Does nothing where the folder already holds a model.

    python train.py http://api:8000/current-transactions /models/fraud
"""

import argparse
import json
import os
import shutil
import sys
import time
import urllib.error
import urllib.request

import mlflow
import pandas as pd
from mlflow.models import infer_signature
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import precision_score, recall_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OrdinalEncoder

ROWS = 60_000
ROWS_A_CALL = 2_000
PATIENCE_SECONDS = 300

# What the predictor sends, in the training set's order.
FEATURES = [
    "trans_date_trans_time", "cc_num", "merchant", "category", "amt", "first", "last", "gender", "street", "city",
    "state", "zip", "lat", "long", "city_pop", "job", "dob", "trans_num", "unix_time", "merch_lat", "merch_long",
]  # fmt: skip


def main():
    """Trains once."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("api", help="URL of the payments API simulator")
    arguments.add_argument("model", help="folder of the model, made where it is missing")
    arguments.add_argument("--rows", type=int, default=ROWS, help="payments to learn from (default: %(default)s)")
    options = arguments.parse_args()
    if os.path.exists(os.path.join(options.model, "MLmodel")):
        print(f"{options.model} holds a model already")
        return

    payments = history(options.api, options.rows)
    train, test = train_test_split(payments, test_size=0.25, random_state=1, stratify=payments["is_fraud"])
    model = classifier().fit(train[FEATURES], train["is_fraud"])
    guess = model.predict(test[FEATURES])
    print(
        f"trained on {len(train)} payments; of {len(test)} others, {test['is_fraud'].sum()} frauds: "
        f"precision {precision_score(test['is_fraud'], guess):.3f}, recall {recall_score(test['is_fraud'], guess):.3f}"
    )
    save(model, train, options.model)


def history(url, rows):
    """So many payments with the outcome in is_fraud, as the predictor's columns."""
    parts = [fetch(f"{url}?n={ROWS_A_CALL}") for _ in range(-(-rows // ROWS_A_CALL))]
    payments = pd.concat(parts, ignore_index=True)
    # As the producer does: seconds since 1970, and the same moment as text.
    payments["unix_time"] = payments["current_time"] // 1000
    moments = pd.to_datetime(payments["unix_time"], unit="s")
    payments["trans_date_trans_time"] = moments.dt.strftime("%Y-%m-%d %H:%M:%S")
    # As floats these may be missing: an MLflow server refuses a null in an integer column.
    for column in ("amt", "zip", "lat", "long", "city_pop", "merch_lat", "merch_long"):
        payments[column] = payments[column].astype(float)
    return payments


def fetch(url):
    """One answer as a frame; waits for an API that is not up yet."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=60) as answer:
                document = json.load(answer)
        except (urllib.error.URLError, TimeoutError) as e:
            if time.monotonic() > deadline:
                sys.exit(f"no payments from {url}: {e}")
            print(f"waiting for {url}: {e}")
            time.sleep(2)
            continue
        # The real service encodes its JSON twice, and so does the simulator.
        if isinstance(document, str):
            document = json.loads(document)
        return pd.DataFrame(document["data"], columns=document["columns"])


def classifier():
    """Amount, hour, distance in degrees and category: enough for a pattern that is made up."""
    columns = make_column_transformer(
        (OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), ["category", "gender"]),
        (FunctionTransformer(hour_and_distance), ["unix_time", "lat", "long", "merch_lat", "merch_long"]),
        ("passthrough", ["amt", "city_pop"]),
    )
    return make_pipeline(columns, HistGradientBoostingClassifier(max_iter=100, random_state=1))


def hour_and_distance(frame):
    """The hour of the day, and how far the merchant is from the customer."""
    return pd.DataFrame(
        {
            "hour": frame["unix_time"] // 3600 % 24,
            "north": frame["merch_lat"] - frame["lat"],
            "east": frame["merch_long"] - frame["long"],
        }
    )


def save(model, train, folder):
    """Saves it beside the folder first, so that a run that is cut short leaves no half of a model."""
    unfinished = folder.rstrip("/") + ".unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    mlflow.sklearn.save_model(
        model,
        unfinished,
        signature=infer_signature(train[FEATURES], model.predict_proba(train[FEATURES].head())),
        # Scores instead of verdicts: what is a fraud is the predictor's threshold to say.
        pyfunc_predict_fn="predict_proba",
        # hour_and_distance is a function of this file: its code goes with the model.
        code_paths=[__file__],
        serialization_format="cloudpickle",
    )
    shutil.rmtree(folder, ignore_errors=True)
    os.rename(unfinished, folder)


if __name__ == "__main__":
    main()
