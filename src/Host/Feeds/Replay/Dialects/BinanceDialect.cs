using System.Text.Json;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Host.Feeds.Replay.Dialects;

/// <summary>Binance spot, USD-M, COIN-M: streams by name, combined (<c>/stream</c>) or bare (<c>/ws</c>); snapshots by REST.</summary>
internal sealed class BinanceDialect(FeedVenue venue) : VenueDialect(venue)
{
    /// <inheritdoc/>
    public override TimeSpan PingEvery => Venue == FeedVenue.BinanceSpot ? TimeSpan.FromSeconds(20) : TimeSpan.FromMinutes(3);

    /// <inheritdoc/>
    public override TimeSpan PongWithin => Venue == FeedVenue.BinanceSpot ? TimeSpan.FromMinutes(1) : TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public override string RestBooks => "depth";

    /// <inheritdoc/>
    public override FrameRole Look(ReadOnlySpan<byte> frame, ITopicSink topics)
    {
        var scanner = new FrameScanner(frame);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("stream"u8) && scanner.Text(out var stream))
            {
                var at = stream.IndexOf((byte)'@');
                if (at <= 0)
                    return FrameRole.Connection;
                topics.Add(stream[(at + 1)..], stream[..at]);
                return FrameRole.Feed;
            }

            if (name.SequenceEqual("result"u8) || name.SequenceEqual("id"u8) || name.SequenceEqual("error"u8))
                return FrameRole.Answer;
            scanner.Skip();
        }

        return FrameRole.Connection;
    }

    /// <inheritdoc/>
    public override string KindOf(string channel) => channel.Split('@')[0] switch
    {
        // depth@0ms, depth@100ms, depth@500ms; depth5 to depth20 are other books.
        "depth" => "depth",
        "trade" or "aggTrade" => "trade",
        _ => channel,
    };

    /// <inheritdoc/>
    public override void Open(string path, string query, ClientRequest request)
    {
        foreach (var part in query.TrimStart('?').Split('&'))
        {
            if (part.StartsWith("streams=", StringComparison.Ordinal))
                Take(Uri.UnescapeDataString(part[8..]).Split('/'), request.Subscribe);
        }

        var bare = path.LastIndexOf("/ws/", StringComparison.Ordinal);
        if (bare >= 0)
            Take(path[(bare + 4)..].Split('/'), request.Subscribe);
    }

    /// <inheritdoc/>
    public override void Read(string text, JsonDocument? json, ClientRequest request)
    {
        request.Id = json is null ? "" : Raw(json.RootElement, "id");
        switch (json is null ? null : Text(json.RootElement, "method"))
        {
            case "SUBSCRIBE":
                Take(Texts(json!.RootElement, "params"), request.Subscribe);
                break;
            case "UNSUBSCRIBE":
                Take(Texts(json!.RootElement, "params"), request.Unsubscribe);
                break;
            case "LIST_SUBSCRIPTIONS":
                request.Words[default] = "list";
                break;
            default:
                request.Answers.Add("""{"code":3,"msg":"Invalid JSON: expected value at line 1 column 1"}""");
                break;
        }
    }

    /// <summary>An unknown stream is no error at Binance: nothing comes.</summary>
    public override void Answer(ClientRequest request, IReadOnlyList<Grant> grants, IReadOnlyCollection<Topic> current, ICollection<string> answers)
    {
        if (request.Id.Length == 0)
            return;
        var result = request.Words.Count > 0 ? $"[{string.Join(',', current.Select(topic => Quote($"{topic.Symbol}@{topic.Channel}")))}]" : "null";
        answers.Add($$"""{"result":{{result}},"id":{{request.Id}}}""");
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Shape(ReadOnlySpan<byte> frame, string path)
    {
        var at = path.Contains("/stream", StringComparison.Ordinal) ? -1 : frame.IndexOf("\"data\":"u8);
        return at < 0 || frame[^1] != (byte)'}' ? frame : frame[(at + 7)..^1];
    }

    private static void Take(IEnumerable<string> streams, List<Topic> topics)
    {
        foreach (var stream in streams)
        {
            var at = stream.IndexOf('@', StringComparison.Ordinal);
            if (at > 0)
                topics.Add(new Topic(stream[(at + 1)..], stream[..at]));
        }
    }
}
