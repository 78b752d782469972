use std::net::{SocketAddr, TcpListener};

use api::server::{Options, TrustedProxies};
use application::{
    AddressPolicy, App,
    demo::Size,
    notifications::{MailSettings, MessageSettings},
};
use clap::Args;
use tokio::sync::watch;

use super::Failure;

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Address and port
    #[arg(long, env = "AFTERCARE_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Leave an empty database empty; then make the first administrator with AFTERCARE_ADMIN_PASSWORD
    #[arg(long, env = "AFTERCARE_NO_DEMO")]
    no_demo: bool,
    /// Password of the first administrator (`admin`) of a database without people
    #[arg(long, env = "AFTERCARE_ADMIN_PASSWORD", hide_env_values = true)]
    admin_password: Option<String>,
    /// Networks of our reverse proxies, separated by commas: their X-Forwarded-For says who tries a password
    #[arg(
        long,
        env = "AFTERCARE_TRUSTED_PROXIES",
        value_name = "CIDR,…",
        default_value = "",
        hide_default_value = true
    )]
    trusted_proxies: TrustedProxies,
    /// Mail server for notifications, such as smtp://user:password@host:587?tls=required; none: no e-mail is sent
    #[arg(long, env = "AFTERCARE_SMTP_URL", hide_env_values = true, requires = "mail_from")]
    smtp_url: Option<String>,
    /// Sender of notifications, such as `售后服务 <service@example.com>`
    #[arg(long, env = "AFTERCARE_MAIL_FROM")]
    mail_from: Option<String>,
    /// Where people open the desk, for links in notifications: https://aftercare.example.com
    #[arg(long, env = "AFTERCARE_PUBLIC_URL")]
    public_url: Option<String>,
    /// Robots and gateways may have http:// and private addresses: for tests and networks of one's own
    #[arg(long, env = "AFTERCARE_ALLOW_INSECURE_CHANNELS")]
    allow_insecure_channels: bool,
    /// Robots and gateways may have private addresses, such as an SMS gateway in the same network; https all the same
    #[arg(long, env = "AFTERCARE_ALLOW_PRIVATE_CHANNELS")]
    allow_private_channels: bool,
}

impl Serve {
    fn messages(&self) -> MessageSettings {
        let mail = self.smtp_url.clone().zip(self.mail_from.clone());
        MessageSettings {
            mail: mail.map(|(smtp_url, from)| MailSettings { smtp_url, from }),
            public_url: self.public_url.clone(),
            addresses: AddressPolicy {
                allow_insecure: self.allow_insecure_channels,
                allow_private: self.allow_insecure_channels || self.allow_private_channels,
            },
        }
    }

    pub(crate) async fn run(self, app: App) -> Result<(), Failure> {
        let app = app.with_messages(self.messages())?;
        let empty = app.has_no_users().await?;
        match (&self.admin_password, empty) {
            (Some(password), true) => {
                app.bootstrap_admin("admin", "系统管理员", password).await?;
                tracing::info!("made the first administrator `admin`");
            }
            (None, true) if self.no_demo => {
                return Err("the database has no people: start once with AFTERCARE_ADMIN_PASSWORD".into());
            }
            (None, true) => {
                tracing::info!("the database is empty: loading demo data");
                app.load_demo(Size::S).await?;
            }
            (_, false) => {}
        }
        let listener = TcpListener::bind(self.listen).map_err(|error| format!("{}: {error}", self.listen))?;
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        let scheduler = tokio::spawn({
            let (app, stopped) = (app.clone(), stopped.clone());
            async move { app.run_scheduler(stopped).await }
        });
        let notifications = tokio::spawn({
            let (app, stopped) = (app.clone(), stopped.clone());
            async move { app.run_notifications(stopped).await }
        });
        let webhooks = tokio::spawn({
            let (app, stopped) = (app.clone(), stopped.clone());
            async move { app.run_webhooks(stopped).await }
        });
        let listening = tokio::spawn({
            let app = app.clone();
            async move { app.keep_in_touch_with_other_nodes().await }
        });
        app.resume_imports().await?;
        let options = Options { trusted_proxies: self.trusted_proxies, ..Options::default() };
        let server = api::server::serve(app.clone(), listener, &options, stopped)?;
        let asked = stop.clone();
        tokio::spawn(async move {
            wait_for_signal().await;
            asked.send_replace(true);
        });
        tell(address, &app).await?;
        tokio::spawn(async move {
            asked_to_stop().await;
            tracing::info!("stopping");
            stop.send_replace(true);
        });
        server.await?;
        listening.abort();
        scheduler.await?;
        notifications.await?;
        webhooks.await?;
        app.db().clone().close().await?;
        Ok(())
    }
}

/// Ctrl-C, or the polite request of a service manager.
async fn wait_for_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        // without it Ctrl-C still works
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

/// Ctrl-C, or the signal of a service manager.
async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Where it is and how to get in, on the terminal of the person who started it.
#[expect(clippy::print_stdout, reason = "this is the answer of the command")]
async fn tell(address: SocketAddr, app: &App) -> Result<(), Failure> {
    println!("\n  Aftercare 售后  http://{address}   (API: http://{address}/docs)\n");
    let accounts = app.demo_accounts().await?;
    if !accounts.is_empty() {
        println!("  Demo sign-ins, password {}:", application::demo::PASSWORD);
        for account in accounts {
            println!("    {:<14} {}", account.account, account.who);
        }
        println!();
    }
    Ok(())
}
