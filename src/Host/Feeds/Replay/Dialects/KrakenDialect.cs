using System.Text.Json;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Host.Feeds.Replay.Dialects;

/// <summary>Kraken, WebSocket v2: a channel and symbols; one answer for each symbol.</summary>
internal sealed class KrakenDialect() : VenueDialect(FeedVenue.Kraken)
{
    /// <inheritdoc/>
    public override FrameRole Look(ReadOnlySpan<byte> frame, ITopicSink topics)
    {
        ReadOnlySpan<byte> channel = default;
        var scanner = new FrameScanner(frame);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("method"u8))
                return FrameRole.Answer;
            if (name.SequenceEqual("channel"u8))
                scanner.Text(out channel);
            else if (!name.SequenceEqual("data"u8) || scanner.Kind != JsonKind.Array)
                scanner.Skip();
            else
                LookAt(ref scanner, channel, topics, out _);
        }

        return channel.SequenceEqual("heartbeat"u8) || channel.SequenceEqual("status"u8) || channel.IsEmpty ? FrameRole.Connection : FrameRole.Feed;
    }

    /// <inheritdoc/>
    public override void Read(string text, JsonDocument? json, ClientRequest request)
    {
        var root = json?.RootElement ?? default;
        var method = json is null ? null : Text(root, "method");
        request.Id = json is null ? "" : Raw(root, "req_id");
        var id = request.Id.Length > 0 ? $",\"req_id\":{request.Id}" : "";
        if (method == "ping")
        {
            request.Answers.Add($$"""{"method":"pong"{{id}}}""");
            return;
        }

        if (method is not ("subscribe" or "unsubscribe") || !root.TryGetProperty("params", out var parameters) || Text(parameters, "channel") is not { } channel)
        {
            request.Answers.Add($$"""{"error":"Malformed request"{{id}},"success":false}""");
            return;
        }

        request.Words[default] = parameters.TryGetProperty("depth", out var depth) ? $"\"depth\":{depth.GetRawText()}," : "";
        foreach (var symbol in Texts(parameters, "symbol"))
            (method == "subscribe" ? request.Subscribe : request.Unsubscribe).Add(new Topic(channel, symbol));
    }

    /// <inheritdoc/>
    public override void Answer(ClientRequest request, IReadOnlyList<Grant> grants, IReadOnlyCollection<Topic> current, ICollection<string> answers)
    {
        var id = request.Id.Length > 0 ? $",\"req_id\":{request.Id}" : "";
        var depth = request.Words.GetValueOrDefault(default, "");
        foreach (var topic in request.Unsubscribe)
            answers.Add($$"""{"method":"unsubscribe","result":{"channel":{{Quote(topic.Channel)}},{{depth}}"symbol":{{Quote(topic.Symbol)}}},"success":true{{id}}}""");
        foreach (var grant in grants)
        {
            answers.Add(grant.IsUnknown
                ? $$"""{"error":{{Quote($"Currency pair not supported {grant.Topic.Symbol}")}},"method":"subscribe","success":false,"symbol":{{Quote(grant.Topic.Symbol)}}{{id}}}"""
                : $$"""{"method":"subscribe","result":{"channel":{{Quote(grant.Topic.Channel)}},{{depth}}"snapshot":true,"symbol":{{Quote(grant.Topic.Symbol)}}},"success":true{{id}}}""");
        }
    }

    private static void LookAt(ref FrameScanner scanner, ReadOnlySpan<byte> channel, ITopicSink topics, out int count)
    {
        count = 0;
        scanner.Array();
        while (scanner.NextItem())
        {
            if (scanner.Kind != JsonKind.Object)
            {
                scanner.Skip();
                continue;
            }

            scanner.Object();
            while (scanner.NextName(out var member))
            {
                if (member.SequenceEqual("symbol"u8) && scanner.Text(out var symbol))
                {
                    topics.Add(channel, symbol);
                    count++;
                }
                else
                    scanner.Skip();
            }
        }
    }
}
