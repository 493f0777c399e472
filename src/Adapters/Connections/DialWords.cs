using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Rialto.Adapters.Connections;

/// <summary>What is said of a dial that failed: where, why, and what to do.</summary>
internal static class DialWords
{
    public static string Dns(Uri address, string why) =>
        $"{address.Host} has no address ({why}): is this machine connected, does its name server answer, is the host's name right?";

    public static string Connect(string where, SocketException? refused, string why) => refused?.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => $"{where} refused the connection: nothing listens there. Is the port right, does a firewall refuse it?",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => $"{where} cannot be reached from here ({why}): is there a route, does the network allow it, is a proxy needed?",
        SocketError.AddressNotAvailable => $"{where} cannot be reached from the local address that is set: does this machine have it?",
        _ => $"{where} could not be connected to: {why}.",
    };

    public static string TooSlow(string where, DialStage stage, TimeSpan limit) => FormattableString.Invariant($"{where} did not answer within {limit.TotalSeconds:0.###} s ({Doing(stage)}): ")
        + "is the network slow, does a firewall drop what is sent there?";

    public static string Proxy(Uri proxy, string why) =>
        $"The proxy {proxy.Scheme}://{proxy.Host}:{proxy.Port} did not let the connection pass ({why}): is its address right, does it want a name and a password, does it allow this host?";

    public static string Tls(Uri address, string why) =>
        $"{address.Host} and we could not agree on TLS ({why}): does it speak TLS on port {address.Port}, in a version that is allowed here?";

    public static string Certificate(Uri address, string reasons) =>
        $"The certificate of {address.Host} is not believed: {reasons}. Is somebody in between (a proxy that looks into TLS: set its root certificate), is this machine's clock right?";

    public static string Handshake(Uri address, string why) =>
        $"{address.GetLeftPart(UriPartial.Path)} did not open a WebSocket: {why}. Is the path right?";

    public static string Refused(Uri address, int status) => $"{address.GetLeftPart(UriPartial.Path)} refused the WebSocket with HTTP status {status}: " + status switch
    {
        401 => "it wants a key, or does not know the one it was given.",
        403 => "it does not serve this address or this country, or holds us for a robot.",
        404 => "there is nothing on this path; has the venue moved it?",
        407 => "the proxy wants a name and a password.",
        418 => "this address is banned because it asked too often; it waits.",
        429 => "it was asked too often; it waits.",
        451 => "it may not serve this country.",
        >= 500 => "the venue has trouble of its own; it is tried again.",
        _ => "see the venue's documentation.",
    };

    /// <summary>Why a certificate was not believed.</summary>
    public static string Reasons(SslPolicyErrors errors, X509Chain? chain, X509Certificate? certificate)
    {
        var reasons = new List<string>();
        if ((errors & SslPolicyErrors.RemoteCertificateNotAvailable) != 0)
            reasons.Add("there is none");
        if ((errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0)
            reasons.Add($"it is for another name ({certificate?.Subject})");
        if ((errors & SslPolicyErrors.RemoteCertificateChainErrors) != 0)
            reasons.AddRange(chain!.ChainStatus.Select(status => status.StatusInformation.Trim().TrimEnd('.')).Where(text => text.Length > 0).Distinct());
        return reasons.Count == 0 ? "no reason was given" : string.Join("; ", reasons);
    }

    private static string Doing(DialStage stage) => stage switch
    {
        DialStage.Dns => "asking for its address",
        DialStage.Proxy => "by the proxy",
        DialStage.Connect => "connecting",
        DialStage.Tls => "agreeing on TLS",
        _ => "opening the WebSocket",
    };
}
