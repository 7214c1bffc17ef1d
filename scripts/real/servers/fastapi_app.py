"""Starts jobs in FastAPI's handlers; BackgroundTasks too."""
from fastapi import BackgroundTasks, FastAPI

import jobs

app = FastAPI()


@app.get('/start/{name}')
async def start(name: str, background: BackgroundTasks):
    background.add_task(jobs.safe_sleep)
    jobs.start(name)
    return name
