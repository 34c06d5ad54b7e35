//! Workers: each takes tasks through the stages that see one batch at a time.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use arrow_array::RecordBatch;
use wagemill_host::{Flow, Instance, Split};

use crate::chain::{Chain, Shared, Work};
use crate::error::Error;
use crate::tally::Tally;
use crate::tasks::tasks;

/// Batches that a task may have waiting before its worker pauses.
const WAITING_BATCHES: usize = 4;
/// Tasks per worker that may be under way or waiting to be taken.
const WINDOW: usize = 4;
/// Parsers of plugins recurse: give them what a main thread has.
const STACK_BYTES: usize = 8 << 20;

/// Takes a batch with the stage that made it.
pub(crate) type Take<'a> = dyn FnMut(usize, RecordBatch) -> Result<Flow, Error> + 'a;
/// Takes the tally of a task, and its splits.
pub(crate) type Done<'a> = dyn FnMut(Tally, &[Split]) -> Result<(), Error> + 'a;

/// What a task sends to the tail.
enum Message {
    /// A stage and what it gave.
    Batch(usize, RecordBatch),
    Done(Box<Tally>),
    Failed(Error),
}

struct Task {
    splits: Range<usize>,
    messages: SyncSender<Message>,
}

/// Runs all splits through the chains and hands the results on in the order of the splits.
///
/// `open` makes the instances of one worker. `take` gets a batch with the stage that made it, `done` the tally of a task
/// and its splits. Either may end the work early by an error or by `Flow::Cancel`.
pub(crate) fn work(
    shared: &Shared<'_>,
    splits: &[Split],
    jobs: usize,
    open: &(dyn Fn() -> Result<Vec<Option<Instance>>, Error> + Sync),
    take: &mut Take<'_>,
    done: &mut Done<'_>,
) -> Result<(), Error> {
    let tasks = tasks(splits);
    let jobs = jobs.clamp(1, tasks.len().max(1));
    let (sender, receiver) = channel::<Task>();
    let queue = Mutex::new(receiver);
    thread::scope(|scope| {
        for number in 0..jobs {
            let queue = &queue;
            thread::Builder::new()
                .name(format!("worker-{number}"))
                .stack_size(STACK_BYTES)
                .spawn_scoped(scope, move || worker(shared, splits, queue, open))
                .map_err(Error::file("start a thread for", "worker"))?;
        }
        let result = collect(shared, splits, &tasks, sender, jobs * WINDOW, take, done);
        if result.is_err() {
            shared.stop.store(true, std::sync::atomic::Ordering::Relaxed);
        }
        result
    })
}

fn collect(
    shared: &Shared<'_>,
    splits: &[Split],
    tasks: &[Range<usize>],
    sender: Sender<Task>,
    window: usize,
    take: &mut Take<'_>,
    done: &mut Done<'_>,
) -> Result<(), Error> {
    let mut ahead: VecDeque<(Range<usize>, Receiver<Message>)> = VecDeque::new();
    let mut tasks = tasks.iter();
    loop {
        while ahead.len() < window
            && let Some(task) = tasks.next()
        {
            let (messages, receiver) = sync_channel(WAITING_BATCHES);
            if sender.send(Task { splits: task.clone(), messages }).is_err() {
                break;
            }
            ahead.push_back((task.clone(), receiver));
        }
        let Some((task, messages)) = ahead.pop_front() else { return Ok(()) };
        loop {
            match messages.recv() {
                Ok(Message::Batch(from, batch)) => {
                    if take(from, batch)? == Flow::Cancel {
                        shared.stop.store(true, std::sync::atomic::Ordering::Relaxed);
                        return Ok(());
                    }
                }
                Ok(Message::Done(tally)) => {
                    done(*tally, &splits[task])?;
                    break;
                }
                Ok(Message::Failed(error)) => return Err(error),
                // Only a worker that died lets go of a task without a last word.
                Err(_) => return Err(Error::Cancelled),
            }
        }
    }
}

fn worker(
    shared: &Shared<'_>,
    splits: &[Split],
    queue: &Mutex<Receiver<Task>>,
    open: &(dyn Fn() -> Result<Vec<Option<Instance>>, Error> + Sync),
) {
    let mut chain: Option<Chain<'_>> = None;
    loop {
        let task = {
            let Ok(queue) = queue.lock() else { return };
            queue.recv()
        };
        let Ok(task) = task else { break };
        let result = run_task(shared, &mut chain, &splits[task.splits], &task.messages, open);
        let failed = result.is_err();
        let message = match result {
            Ok(tally) => Message::Done(Box::new(tally)),
            Err(error) => Message::Failed(error),
        };
        if task.messages.send(message).is_err() || failed {
            break;
        }
    }
    if let Some(mut chain) = chain
        && !shared.stopping()
    {
        for stage in 0..chain.instances.len() {
            if chain.instances[stage].is_some() {
                // A stage that sees one batch at a time emits nothing in `finish` (R13), so nothing can be lost here.
                let _ = chain.run(stage, Work::Finish, &mut |_, _| Flow::Continue);
            }
        }
    }
}

fn run_task<'run>(
    shared: &'run Shared<'run>,
    chain: &mut Option<Chain<'run>>,
    splits: &[Split],
    messages: &SyncSender<Message>,
    open: &(dyn Fn() -> Result<Vec<Option<Instance>>, Error> + Sync),
) -> Result<Tally, Error> {
    let stages = shared.plan.stages.len();
    let chain = match chain {
        Some(chain) => chain,
        None => chain.insert(Chain { shared, instances: open()?, tally: Tally::new(stages) }),
    };
    let mut outlet = |from: usize, batch: &RecordBatch| -> Flow {
        match messages.send(Message::Batch(from, batch.clone())) {
            Ok(()) => Flow::Continue,
            Err(_) => Flow::Cancel,
        }
    };
    chain.run(0, Work::Splits(splits), &mut outlet)?;
    Ok(std::mem::replace(&mut chain.tally, Tally::new(stages)))
}
