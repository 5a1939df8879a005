//! Processes that end with the suite, however it ends.

use std::fs::File;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

/// A running program; it is killed when dropped.
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts a program in a process group of its own, its output in a log file, and waits until it listens.
    ///
    /// # Errors
    ///
    /// Where it does not start or ends early; the end of its log tells why.
    pub fn start(command: Command, log: &Path, listens: SocketAddr) -> anyhow::Result<Process> {
        let program = command.get_program().to_string_lossy().into_owned();
        let mut command = ended_with_us(&command);
        let output =
            File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
        command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output).process_group(0);
        let child = command.spawn().with_context(|| format!("cannot start {program}"))?;
        let mut process = Process { child, log: log.to_owned() };
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(30) {
            if let Some(status) = process.child.try_wait()? {
                bail!("{program} ended with {status}: {}", process.log_end());
            }
            if TcpStream::connect_timeout(&listens, Duration::from_millis(200)).is_ok() {
                return Ok(process);
            }
            std::thread::sleep(Duration::from_millis(30));
        }
        bail!("{program} does not listen on {listens}: {}", process.log_end())
    }

    /// The last lines of its output.
    #[must_use]
    pub fn log_end(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let start = lines.len().saturating_sub(12);
        lines.get(start..).unwrap_or_default().join("\n")
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Workers of a gateway are in the group of their master.
        if let Ok(group) = i32::try_from(self.child.id())
            && let Some(group) = rustix::process::Pid::from_raw(group)
        {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The same command, told to end when the suite is killed and nothing of it runs any more.
fn ended_with_us(command: &Command) -> Command {
    let mut wrapped = Command::new("setpriv");
    wrapped.args(["--pdeathsig", "TERM", "--"]).arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        wrapped.current_dir(folder);
    }
    wrapped
}

/// A loopback port that was free a moment ago.
///
/// # Errors
///
/// Where there is none.
pub fn free_port() -> std::io::Result<SocketAddr> {
    TcpListener::bind(("127.0.0.1", 0))?.local_addr()
}
