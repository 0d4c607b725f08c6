# Shared by run, test and sotay: the project's own Python environment, from hashed requirements.
# A plain `pip install uv` and `python3 -m venv` both fail on a fresh Debian 12; `pip --target` works everywhere.
export UV_CACHE_DIR="${UV_CACHE_DIR:-$PWD/.cache/uv}" UV_SYSTEM_CERTS=1 PYTHONPATH="$PWD"

python_deps() { # $1: a hashed requirements file
  local wanted
  wanted="$(sha256sum "$1" | cut -d' ' -f1)"
  if [ -x .venv/bin/python ] && [ "$(cat .venv/installed 2>/dev/null)" = "$wanted" ]; then return; fi
  # What the tests install holds all that serving needs.
  if [ "$1" = requirements/run.txt ] && [ -x .venv/bin/python ] &&
    [ "$(cat .venv/installed 2>/dev/null)" = "$(sha256sum requirements/check.txt | cut -d' ' -f1)" ]; then return; fi
  [ -x .tools/bin/uv ] || python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
    --require-hashes --target .tools -r requirements/uv.txt
  [ -x .venv/bin/python ] || .tools/bin/uv venv --quiet --python "$(command -v python3)" .venv
  .tools/bin/uv pip sync --quiet --require-hashes --python .venv/bin/python "$1"
  echo "$wanted" > .venv/installed
}
