use std::io::Read as _;

use application::{App, Caller};
use clap::Args;
use contract::{access::BranchView, mailbox::MailReceipt};

use super::Failure;

/// What a mail server understands as "try again later" (`EX_TEMPFAIL`): the message stays in its queue.
pub(crate) const TRY_AGAIN: u8 = 75;

#[derive(Debug, Args)]
pub(crate) struct Mail {
    /// Code of the branch whose mailbox it came to; head office when left out
    #[arg(long)]
    branch: Option<String>,
}

impl Mail {
    #[expect(clippy::print_stdout, reason = "this is the answer of the command")]
    pub(crate) async fn run(self, app: App) -> Result<(), Failure> {
        let caller = Caller::system();
        let branch = match &self.branch {
            Some(code) => {
                let all: Vec<BranchView> = app.list_branches(&caller).await?.items;
                let found = all.into_iter().find(|branch| branch.code == *code);
                Some(found.ok_or_else(|| format!("there is no branch {code}"))?.id)
            }
            None => None,
        };
        let mut raw = Vec::new();
        // one byte more tells that it is too large
        let most = u64::try_from(app.max_upload())?.saturating_add(1);
        std::io::stdin().lock().take(most).read_to_end(&mut raw)?;
        let taken = app.receive_mail(&caller, None, branch, raw.into()).await?;
        let MailReceipt { duplicate, message } = serde_json::from_str(&taken.body)?;
        let again = if duplicate { " (again)" } else { "" };
        println!("{} {} {}{again}", message.state, message.rule, message.ticket_no.unwrap_or_default());
        Ok(())
    }
}
