use std::net::{SocketAddr, TcpListener};

use api::server::{Options, TrustedProxies};
use application::{App, demo::Size};
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
}

impl Serve {
    pub(crate) async fn run(self, app: App) -> Result<(), Failure> {
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
