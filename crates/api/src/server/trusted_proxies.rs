//! Whose word is taken for where a request comes from.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    str::FromStr,
};

use actix_web::dev::ServiceRequest;
use ipnet::IpNet;

const FORWARDED_FOR: &str = "X-Forwarded-For";

/// The networks of our own reverse proxies. From any other address `X-Forwarded-For` is what a stranger says, and ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl FromStr for TrustedProxies {
    type Err = String;

    /// Networks (`10.0.0.0/8`) or single addresses, separated by commas; nothing: none.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let network = |part: &str| {
            let single = || part.parse::<IpAddr>().map(IpNet::from);
            part.parse::<IpNet>().or_else(|_| single()).map_err(|_| format!("`{part}` is no network"))
        };
        parts.map(network).collect::<Result<_, _>>().map(Self)
    }
}

impl TrustedProxies {
    /// The address of the client: the peer, or behind our proxies the right-most address that is none of them.
    pub(super) fn client_of(&self, req: &ServiceRequest) -> IpAddr {
        let Some(peer) = req.peer_addr() else { return IpAddr::V6(Ipv6Addr::UNSPECIFIED) };
        let lines = req.headers().get_all(FORWARDED_FOR).filter_map(|line| line.to_str().ok());
        let hops: Vec<&str> = lines.flat_map(|line| line.split(',')).collect();
        self.client(peer.ip(), &hops)
    }

    /// `hops`: as in the header, the nearest last.
    fn client(&self, peer: IpAddr, hops: &[&str]) -> IpAddr {
        let mut client = peer.to_canonical();
        for hop in hops.iter().rev() {
            if !self.0.iter().any(|network| network.contains(&client)) {
                break;
            }
            // what a proxy of ours did not understand either says nothing of whoever is behind it
            let Some(before) = address(hop.trim()) else { break };
            client = before;
        }
        client
    }
}

/// An address, also with a port, as some proxies write it.
fn address(hop: &str) -> Option<IpAddr> {
    let bare = hop.trim_start_matches('[').trim_end_matches(']').parse().ok();
    bare.or_else(|| hop.parse().ok().map(|socket: SocketAddr| socket.ip()))
        .map(|ip: IpAddr| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &str, peer: &str, hops: &[&str]) -> String {
        let trusted: TrustedProxies = trusted.parse().unwrap();
        trusted.client(peer.parse().unwrap(), hops).to_string()
    }

    #[test]
    fn strangers_are_not_believed() {
        assert_eq!(client("", "198.51.100.1", &["203.0.113.7"]), "198.51.100.1");
        assert_eq!(client("10.0.0.0/8", "198.51.100.1", &["203.0.113.7"]), "198.51.100.1");
    }

    #[test]
    fn the_right_most_untrusted_address_is_the_client() {
        let ours = "10.0.0.0/8, 192.0.2.1,fd00::/8";
        assert_eq!(client(ours, "10.0.0.9", &["203.0.113.7"]), "203.0.113.7");
        assert_eq!(client(ours, "10.0.0.9", &["1.1.1.1", "203.0.113.7", "192.0.2.1"]), "203.0.113.7");
        assert_eq!(client(ours, "::ffff:10.0.0.9", &[" [2001:db8::7]:4711 "]), "2001:db8::7");
        assert_eq!(client(ours, "fd00::1", &["203.0.113.7:4711"]), "203.0.113.7");
    }

    #[test]
    fn without_a_usable_header_the_nearest_known_address_counts() {
        assert_eq!(client("10.0.0.0/8", "10.0.0.9", &[]), "10.0.0.9");
        assert_eq!(client("10.0.0.0/8", "10.0.0.9", &["203.0.113.7", "unknown"]), "10.0.0.9");
        assert_eq!(client("10.0.0.0/8", "10.0.0.9", &["10.0.0.1", "10.0.0.2"]), "10.0.0.1");
    }

    #[test]
    fn what_is_no_network_is_refused() {
        assert!("10.0.0.0/33".parse::<TrustedProxies>().is_err());
        assert!("10.0.0.0/8;::1".parse::<TrustedProxies>().is_err());
    }
}
