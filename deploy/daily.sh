#!/bin/sh
# For compose.yaml: the daily tasks, one after the other, until the container is stopped.
trap 'exit 0' TERM INT
while :; do
  for task in backup delete_due tidy; do
    python manage.py "$task" || echo "manage.py $task failed; it is tried again tomorrow" >&2
  done
  sleep 86400 &
  wait $!
done
