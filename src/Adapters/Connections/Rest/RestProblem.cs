using System.Net.Sockets;
using System.Security.Authentication;

namespace Rialto.Adapters.Connections;

/// <summary>What went wrong, and what to do about it, in words for a person.</summary>
internal static class RestProblem
{
    public static string Of(Exception problem, VenueTerms terms)
    {
        var host = terms.Rest.Host;
        var error = (problem as HttpRequestException)?.HttpRequestError ?? HttpRequestError.Unknown;
        for (Exception? inner = problem; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData })
                error = HttpRequestError.NameResolutionError;
            else if (inner is AuthenticationException)
                error = HttpRequestError.SecureConnectionError;
        }

        return error switch
        {
            HttpRequestError.NameResolutionError => $"the address of {host} cannot be found: check this machine's DNS and network",
            HttpRequestError.ConnectionError => $"{host}:{terms.Rest.Port} cannot be reached: {Deepest(problem)}; check network, firewall and proxy",
            HttpRequestError.SecureConnectionError => $"no TLS connection with {host}: {Deepest(problem)}; check this machine's clock and certificates, and whether a proxy is in between",
            HttpRequestError.ProxyTunnelError => $"the proxy does not lead to {host}: {Deepest(problem)}",
            HttpRequestError.ResponseEnded => $"{host} ended the connection in the middle of its answer",

            // What gzip, deflate and brotli throw for bytes that are not theirs.
            _ when problem is InvalidDataException or InvalidOperationException => $"{host}: its answer cannot be unpacked: {Deepest(problem)}",
            _ => $"{host}: {Deepest(problem)}",
        };
    }

    public static string Of(int status, Uri? location, TimeSpan pause, VenueTerms terms)
    {
        var host = terms.Rest.Host;
        var until = pause > TimeSpan.Zero ? $"; nothing is asked for {pause.TotalSeconds:0} s" : "";
        return status switch
        {
            429 => $"{host} was asked too often by this address (429){until}",
            418 => $"{host} has shut this address out (418){until}",
            403 => $"{host} refuses this address (403: too many requests, or a country it does not serve){until}",
            401 => $"{host} wants a key (401)",
            404 => $"{host} knows no such path (404): check Feeds:Venues:{terms.Name}:Rest",
            451 => $"{host} does not serve this country (451)",
            >= 300 and < 400 => $"{host} sends elsewhere ({status}{(location is null ? "" : $" to {location}")}): set Feeds:Venues:{terms.Name}:Rest",
            >= 500 => $"{host} is out of order ({status}){until}",
            _ => $"{host} answered {status}{until}",
        };
    }

    private static string Deepest(Exception problem)
    {
        while (problem.InnerException is { } inner)
            problem = inner;
        return problem.Message;
    }
}
