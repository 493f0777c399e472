using System.CommandLine;
using Rialto.Adapters.Orders;
using Rialto.Host.Tools;

namespace Rialto.Host.Desk.Keys;

/// <summary>Flags that name other addresses of a venue than its own: a test network, or an exchange of ours.</summary>
internal sealed class VenueAddress
{
    private readonly Option<string?> _rest = new("--rest") { Description = "Another address of the venue's REST interface: http://127.0.0.1:7083" };
    private readonly Option<string?> _stream = new("--stream") { Description = "Another address of its private stream; where only --rest is given, the same host and port" };

    /// <summary>Adds the flags to a command.</summary>
    public static VenueAddress AddTo(Command command)
    {
        var address = new VenueAddress();
        command.Options.Add(address._rest);
        command.Options.Add(address._stream);
        return address;
    }

    /// <summary>The venue at the addresses that were given.</summary>
    /// <exception cref="ToolException">They are no addresses.</exception>
    public OrderVenue Of(ParseResult parsed, OrderVenue venue) => At(venue, parsed.GetValue(_rest), parsed.GetValue(_stream));

    /// <summary>As they were given.</summary>
    public (string? Root, string? Stream) Texts(ParseResult parsed) => (parsed.GetValue(_rest), parsed.GetValue(_stream));

    /// <summary>A venue at other addresses than its own.</summary>
    /// <exception cref="ToolException">They are no addresses, or would send a key in clear over a network.</exception>
    public static OrderVenue At(OrderVenue venue, string? rest, string? stream)
    {
        if (rest is not null)
        {
            var url = Parse("--rest", rest, Uri.UriSchemeHttps, Uri.UriSchemeHttp);
            venue = venue with { Rest = url, Stream = new UriBuilder(url) { Scheme = url.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs }.Uri };
        }

        return stream is null ? venue : venue with { Stream = Parse("--stream", stream, Uri.UriSchemeWss, Uri.UriSchemeWs) };
    }

    private static Uri Parse(string flag, string text, string safe, string clear) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == safe || (url.Scheme == clear && url.IsLoopback)) ? url
            : throw new ToolException(ExitCode.Usage, $"{flag} must begin with {safe}:// ({clear}:// on this machine only), not '{text}'.");
}
