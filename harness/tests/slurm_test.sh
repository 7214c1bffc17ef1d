#!/usr/bin/env bash
# scripts/batch/slurm on a real slurmctld and slurmd of this machine: an array of shares, one task of
# which is killed and requeued, merged by the job that depends on it, is the run in one piece.
# shellcheck source-path=SCRIPTDIR source=end_to_end.sh
. "$(dirname "$0")/end_to_end.sh"
has jq
for program in slurmctld slurmd sbatch munged mungekey; do
    command -v "$program" >/dev/null || PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || skip "there is no $program"
done
[ "$(id -u)" -eq 0 ] || skip "only root can be a slurmd"

PATH=$PATH:/usr/sbin
python=$(usable_python)
mkdir -p "$temporary"/{home,spool,state,run}
chmod 755 "$temporary" "$temporary/run"
export TASKLOSS_CACHE=$temporary/home TASKLOSS=$taskloss
socket=$temporary/run/munge.socket
end() {
    for file in slurmd slurmctld munged; do
        if [ -s "$temporary/run/$file.pid" ]; then kill "$(cat "$temporary/run/$file.pid")" 2>/dev/null || true; fi
    done
    sleep 0.5
    rm -rf "$temporary"
}
trap end EXIT

mungekey -c -k "$temporary/key"
munged --force --socket="$socket" --key-file="$temporary/key" --pid-file="$temporary/run/munged.pid" \
    --log-file="$temporary/run/munged.log" --seed-file="$temporary/run/seed" || skip "munged does not start here"

host=$(hostname -s)
port=$((20000 + $$ % 10000))
cat >"$temporary/slurm.conf" <<END
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$socket,cred_expire=5
CryptoType=crypto/munge
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmctldPidFile=$temporary/run/slurmctld.pid
SlurmdPidFile=$temporary/run/slurmd.pid
SlurmctldLogFile=$temporary/run/slurmctld.log
SlurmdLogFile=$temporary/run/slurmd.log
SlurmdSpoolDir=$temporary/spool
StateSaveLocation=$temporary/state
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SchedulerType=sched/builtin
ReturnToService=2
JobRequeue=1
MailProg=/bin/true
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES State=UP OverSubscribe=FORCE:4
END
sed -i '/^CryptoType/d' "$temporary/slurm.conf"
export SLURM_CONF=$temporary/slurm.conf
slurmctld -c -f "$SLURM_CONF" || skip "slurmctld does not start here: $(tail -n 3 "$temporary/run/slurmctld.log")"
slurmd -f "$SLURM_CONF" || skip "slurmd does not start here: $(tail -n 3 "$temporary/run/slurmd.log")"
for ((i = 0; i < 100; i++)); do
    if sinfo -h -o %t 2>/dev/null | grep >/dev/null -E '^(idle|mix|alloc)$'; then break; fi
    sleep 0.2
done
sinfo -h -o %t 2>/dev/null | grep >/dev/null -E '^(idle|mix|alloc)$' || skip "the node does not come up: $(tail -n 3 "$temporary/run/slurmd.log")"

pressures=step,natural
guards=bare,set
asked=(--python "$python" --guard "$guards" --pressure "$pressures" --trials 6 --ballast 0 --wait 10 a31 a39 e11)
"$taskloss" run "${asked[@]}" --results "$temporary/whole" >/dev/null 2>&1 || [ $? -le 1 ] || fail "the whole"

folder=$temporary/shares
merge=$(cd "$temporary" && "$source/scripts/batch/slurm" --submit 4 "$folder" "${asked[@]}") || fail "it was not submitted"
# The first task that has stored something is killed, as a node that is taken away would do it.
for ((i = 0; i < 300; i++)); do
    victim=$(squeue -h -t R -o '%i' | grep _ | head -n 1 || true)
    if [ -n "$victim" ] && [ -s "$folder/share-${victim#*_}/taskloss.sqlite" ]; then break; fi
    sleep 0.1
done
if [ -n "${victim-}" ]; then
    scontrol requeue "$victim" 2>/dev/null || true
    for ((i = 0; i < 100; i++)); do
        scontrol update jobid="$victim" starttime=now 2>/dev/null && break
        sleep 0.2
    done
fi
for ((i = 0; i < 600; i++)); do
    state=$(scontrol -o show job "$merge" 2>/dev/null | sed -n 's/.*JobState=\([A-Z_]*\).*/\1/p')
    case $state in COMPLETED | FAILED | CANCELLED | TIMEOUT | NODE_FAIL) break ;; esac
    sleep 0.3
done
[ "$state" = COMPLETED ] || fail "the job that merges is $state: $(squeue; cat "$folder"/*.log; tail -n 5 "$temporary/run/slurmctld.log")"

# Slurm adds to the environment, so objects lie elsewhere, and sets of them have another order: jobs
# of one loop step may end in another one, which their allocations tell.
told() {
    "$taskloss" report --results "$1" -f json | jq -S 'del(.run.started, .run.ended, .run.id, .run.command,
        (.. | .trial?, .replay?, .repeat?, .born_allocation?, .ended_allocation?))'
}
diff <(told "$temporary/whole") <(told "$folder/all") >&2 || fail "what is merged is not the whole"
printf 'requeued: %s\n' "${victim:-none}"
