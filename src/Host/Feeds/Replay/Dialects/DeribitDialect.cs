using System.Globalization;
using System.Text.Json;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Host.Feeds.Replay.Dialects;

/// <summary>Deribit: JSON-RPC; channels by name (<c>book.INSTRUMENT.100ms</c>); heartbeats that the client asks for.</summary>
internal sealed class DeribitDialect() : VenueDialect(FeedVenue.Deribit)
{
    private const string TestRequest = """{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}""";

    /// <summary>Deribit refuses less than 10 seconds (public/set_heartbeat); an hour is our own bound.</summary>
    private const double HeartbeatSecondsMin = 10;
    private const double HeartbeatSecondsMax = 3_600;

    /// <inheritdoc/>
    public override FrameRole Look(ReadOnlySpan<byte> frame, ITopicSink topics)
    {
        var scanner = new FrameScanner(frame);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (!name.SequenceEqual("params"u8))
            {
                if (name.SequenceEqual("id"u8) || name.SequenceEqual("result"u8) || name.SequenceEqual("error"u8))
                    return FrameRole.Answer;
                scanner.Skip();
                continue;
            }

            scanner.Object();
            while (scanner.NextName(out var member))
            {
                if (!member.SequenceEqual("channel"u8))
                {
                    scanner.Skip();
                    continue;
                }

                if (!scanner.Text(out var channel))
                    return FrameRole.Connection;
                var (from, to) = Symbol(channel);
                if (from < 0)
                    return FrameRole.Connection;

                // The channel is what is left without the instrument: book.raw, trades.100ms.
                Span<byte> rest = stackalloc byte[128];
                if (channel.Length > rest.Length)
                    return FrameRole.Connection;
                channel[..(from - 1)].CopyTo(rest);
                channel[to..].CopyTo(rest[(from - 1)..]);
                topics.Add(rest[..(from - 1 + channel.Length - to)], channel[from..to]);
                return FrameRole.Feed;
            }
        }

        return FrameRole.Answer;
    }

    /// <summary>Intervals stand in for each other (<c>raw</c> for <c>100ms</c>); books by price groups are others.</summary>
    public override string KindOf(string channel)
    {
        var end = channel.LastIndexOf('.');
        return end < 0 ? channel : channel[..end];
    }

    /// <inheritdoc/>
    public override void Read(string text, JsonDocument? json, ClientRequest request)
    {
        var root = json?.RootElement ?? default;
        request.Id = json is null ? "null" : Raw(root, "id");
        if (request.Id.Length == 0)
            request.Id = "null";
        var parameters = json is null ? default : Member(root, "params");
        switch (json is null ? null : Text(root, "method"))
        {
            case "public/subscribe" or "private/subscribe":
                Take(parameters, request, request.Subscribe);
                request.Words[default] = "subscribe";
                break;
            case "public/unsubscribe" or "private/unsubscribe":
                Take(parameters, request, request.Unsubscribe);
                request.Words[default] = "unsubscribe";
                break;
            case "public/unsubscribe_all":
                request.ReplacesAll = true;
                request.Answers.Add(Result(request.Id, "\"ok\""));
                break;
            case "public/set_heartbeat":
                if (!double.TryParse(Raw(parameters, "interval"), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || seconds is not (>= HeartbeatSecondsMin and <= HeartbeatSecondsMax))
                {
                    request.Answers.Add($$"""{"jsonrpc":"2.0","id":{{request.Id}},"error":{"code":-32602,"message":"Invalid params","data":{"param":"interval","reason":"a number of seconds, 10 to 3600"} } }""");
                    break;
                }

                (request.Heartbeat, request.HeartbeatEvery) = (TestRequest, TimeSpan.FromSeconds(seconds));
                request.Answers.Add(Result(request.Id, "\"ok\""));
                break;
            case "public/disable_heartbeat":
                request.StopsHeartbeat = true;
                request.Answers.Add(Result(request.Id, "\"ok\""));
                break;
            case "public/test" or "public/hello":
                request.Answers.Add(Result(request.Id, """{"version":"replay"}"""));
                break;
            default:
                request.Answers.Add($$"""{"jsonrpc":"2.0","id":{{request.Id}},"error":{"code":-32601,"message":"Method not found"} }""");
                break;
        }
    }

    /// <summary>The result is what was accepted; a channel that is missing in it was not.</summary>
    public override void Answer(ClientRequest request, IReadOnlyList<Grant> grants, IReadOnlyCollection<Topic> current, ICollection<string> answers)
    {
        if (!request.Words.TryGetValue(default, out var operation))
            return;
        var accepted = operation == "subscribe" ? grants.Where(grant => !grant.IsUnknown).Select(grant => grant.Topic) : request.Unsubscribe;
        answers.Add(Result(request.Id, $"[{string.Join(',', accepted.Select(topic => Quote(request.Words[topic])))}]"));
    }

    /// <summary>The second word is the instrument: <c>book.BTC-PERPETUAL.none.10.100ms</c>.</summary>
    private static (int From, int To) Symbol(ReadOnlySpan<byte> channel)
    {
        var from = channel.IndexOf((byte)'.') + 1;
        if (from == 0)
            return (-1, -1);
        var length = channel[from..].IndexOf((byte)'.');
        return (from, length < 0 ? channel.Length : from + length);
    }

    private static void Take(JsonElement parameters, ClientRequest request, List<Topic> topics)
    {
        foreach (var channel in Texts(parameters, "channels"))
        {
            var words = channel.Split('.');
            if (words.Length < 2)
                continue;
            var topic = new Topic(string.Join('.', words.Where((_, i) => i != 1)), words[1]);
            topics.Add(topic);
            request.Words[topic] = channel;
        }
    }

    private static string Result(string id, string result)
    {
        var now = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / 10;
        return string.Create(CultureInfo.InvariantCulture, $$"""{"jsonrpc":"2.0","id":{{id}},"result":{{result}},"usIn":{{now}},"usOut":{{now}},"usDiff":0,"testnet":false}""");
    }
}
