//! How time is taken: contenders in turn, round after round, each with the median of all its rounds.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// Rounds of all contenders.
const ROUNDS: usize = 41;

/// How long one contender runs in a round.
const SLICE: Duration = Duration::from_millis(8);

/// Something that is measured.
pub struct Contender<'a> {
    run: Box<dyn FnMut() + 'a>,
    /// How many things one run does.
    things: u32,
}

impl<'a> Contender<'a> {
    /// One run does `things` things.
    pub fn new<T>(things: usize, mut run: impl FnMut() -> T + 'a) -> Contender<'a> {
        let things = u32::try_from(things).unwrap_or(u32::MAX);
        Contender { run: Box::new(move || drop(black_box(run()))), things }
    }

    /// How often it runs in a slice.
    fn repetitions(&mut self) -> u32 {
        let mut repetitions = 1_u32;
        loop {
            let taken = self.take(repetitions);
            if taken >= SLICE || repetitions > 1 << 30 {
                return repetitions;
            }
            let wanted = SLICE.as_secs_f64() / taken.as_secs_f64().max(1e-9);
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a number of repetitions"
            )]
            let next = (f64::from(repetitions) * wanted.clamp(1.2, 100.0)).ceil() as u32;
            repetitions = next.max(repetitions + 1);
        }
    }

    fn take(&mut self, repetitions: u32) -> Duration {
        let begin = Instant::now();
        for _ in 0..repetitions {
            (self.run)();
        }
        begin.elapsed()
    }
}

/// Nanoseconds that each contender takes for one thing: the median of its rounds. What disturbs the machine disturbs all of
/// them alike, since they take turns.
pub fn nanoseconds<const N: usize>(mut contenders: [Contender<'_>; N]) -> [f64; N] {
    let repetitions = contenders.each_mut().map(Contender::repetitions);
    let mut rounds = [const { Vec::new() }; N];
    for _ in 0..ROUNDS {
        for ((contender, repetitions), rounds) in
            contenders.iter_mut().zip(repetitions).zip(&mut rounds)
        {
            let taken = contender.take(repetitions).as_secs_f64();
            rounds.push(taken * 1e9 / f64::from(repetitions) / f64::from(contender.things));
        }
    }
    rounds.map(median)
}

/// The middle one.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
