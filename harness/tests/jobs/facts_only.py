"""Facts, and no task that could be a job.

id: jobs10
seen: all
"""


async def main(trial):
    trial.note('seen', 1)
