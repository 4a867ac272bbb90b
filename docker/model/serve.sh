#!/usr/bin/env bash
# Trains the model where there is none yet, then becomes the MLflow server on port 5000.
set -euo pipefail
python train.py "${TRAINING_API_URL:?the URL of the payments API simulator}" /models/fraud
exec mlflow models serve --model-uri /models/fraud --env-manager local --host 0.0.0.0 --port 5000 \
  --workers "${MODEL_WORKERS:-1}"
