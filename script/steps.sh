# steps.sh: for scripts that run checks one after another and count their cases. Sourced by script/test and .ci/run.
# The caller sets `logs`, the folder for what the checks print.

passed=0
failed=0

# step NAME COMMAND...: runs the command. The last "N passed, N failed" that it prints counts; a command that prints none is one case.
step() {
    local name=$1 start=$SECONDS status=0 log counts p=0 f=0
    shift
    log=$logs/${name//[^a-zA-Z0-9]/-}.log
    "$@" >"$log" 2>&1 </dev/null || status=$?
    counts=$(grep -aoE '[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1) || true
    if [ -n "$counts" ]; then
        p=${counts%% *}
        f=${counts#*, }
        f=${f%% *}
    elif [ $status = 0 ]; then
        p=1
    fi
    if [ $status != 0 ] && [ "$f" = 0 ]; then
        f=1
    fi
    printf '%-36s %6d passed %5d failed %5d s\n' "$name" "$p" "$f" $((SECONDS - start))
    if [ "$f" != 0 ]; then
        echo "---- the end of $log (exit status $status)"
        tail -n "${STEP_LINES:-60}" "$log"
        echo "----"
    fi
    passed=$((passed + p))
    failed=$((failed + f))
}

# The closing line, alone on its line; false when anything failed.
finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ]
}
