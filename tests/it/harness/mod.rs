//! A world for each test: the real server on a free port, a database of its own, and a clock that the test moves.
//!
//! ```ignore
//! both!(a_new_customer_is_found);
//!
//! async fn a_new_customer_is_found(world: World) {
//!     let reception = world.sign_in("reception.sh").await;
//!     let made = reception.post("/customers").json(json!({ … })).await.expect(201);
//! }
//! ```

mod client;
mod cluster;
mod run;
mod seed;
mod world;

pub(crate) use client::{Answer, Call, Client};
pub(crate) use seed::PASSWORD;
pub(crate) use world::World;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// Makes two tests, `name::sqlite` and `name::postgres`, of `async fn name(world: World)`.
macro_rules! both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[test]
            fn sqlite() {
                $crate::harness::run_test($crate::harness::Backend::Sqlite, super::$name);
            }

            #[test]
            fn postgres() {
                $crate::harness::run_test($crate::harness::Backend::Postgres, super::$name);
            }
        }
    )+};
}
pub(crate) use both;

/// Runs a test body in a fresh world and takes the world down again.
pub(crate) fn run_test<F: Future<Output = ()>>(backend: Backend, body: impl FnOnce(World) -> F) {
    run_in(World::start(backend), body);
}

/// The same in a world of the test's choice.
pub(crate) fn run_in<F: Future<Output = ()>>(
    world: impl Future<Output = World>,
    body: impl FnOnce(World) -> F,
) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let world = world.await;
        Box::pin(body(world.clone())).await;
        world.stop().await;
    });
}
