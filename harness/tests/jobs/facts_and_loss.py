"""Facts, and no task that could be a job.

id: jobs13
seen: all
lost: all
"""


async def main(trial):
    trial.note('seen', 1)
