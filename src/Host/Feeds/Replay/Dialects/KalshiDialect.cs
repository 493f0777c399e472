using System.Globalization;
using System.Text.Json;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Host.Feeds.Replay.Dialects;

/// <summary>Kalshi: subscriptions are numbered (<c>sid</c>) and count what they send over all their markets, so a recorded connection is sent whole, with its numbers.</summary>
internal sealed class KalshiDialect() : VenueDialect(FeedVenue.Kalshi)
{
    /// <inheritdoc/>
    public override bool SendsWholeConnections => true;

    /// <inheritdoc/>
    public override TimeSpan PingEvery => TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public override FrameRole Look(ReadOnlySpan<byte> frame, ITopicSink topics)
    {
        ReadOnlySpan<byte> type = default;
        var scanner = new FrameScanner(frame);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("type"u8))
                scanner.Text(out type);
            else if (!name.SequenceEqual("msg"u8) || scanner.Kind != JsonKind.Object)
                scanner.Skip();
            else
            {
                if (type.SequenceEqual("subscribed"u8) || type.SequenceEqual("error"u8))
                    return FrameRole.Answer;
                scanner.Object();
                while (scanner.NextName(out var member))
                {
                    if (member.SequenceEqual("market_ticker"u8) && scanner.Text(out var market))
                    {
                        topics.Add(type.StartsWith("orderbook"u8) ? "orderbook_delta"u8 : type, market);
                        return FrameRole.Feed;
                    }

                    scanner.Skip();
                }
            }
        }

        return FrameRole.Connection;
    }

    /// <inheritdoc/>
    public override void Read(string text, JsonDocument? json, ClientRequest request)
    {
        var root = json?.RootElement ?? default;
        request.Id = json is null ? "0" : Raw(root, "id");
        if (request.Id.Length == 0)
            request.Id = "0";
        var parameters = json is null ? default : Member(root, "params");
        if (json is null || Text(root, "cmd") != "subscribe" || parameters.ValueKind != JsonValueKind.Object)
        {
            request.Answers.Add($$"""{"id":{{request.Id}},"type":"error","msg":{"code":5,"msg":"Unknown command: a recorded connection can only be subscribed to"} }""");
            return;
        }

        foreach (var channel in Texts(parameters, "channels"))
        {
            foreach (var market in Texts(parameters, "market_tickers").Concat(Text(parameters, "market_ticker") is { } one ? [one] : []))
                request.Subscribe.Add(new Topic(channel, market));
        }
    }

    /// <inheritdoc/>
    public override void Answer(ClientRequest request, IReadOnlyList<Grant> grants, IReadOnlyCollection<Topic> current, ICollection<string> answers)
    {
        foreach (var channel in grants.GroupBy(grant => grant.Topic.Channel))
        {
            var source = channel.Select(grant => grant.Source).FirstOrDefault(source => source is not null);
            answers.Add(source is null
                ? $$"""{"id":{{request.Id}},"type":"error","msg":{"code":16,"msg":"Market not found"} }"""
                : $$"""{"id":{{request.Id}},"type":"subscribed","msg":{"channel":{{Quote(channel.Key)}},"sid":{{SubscriptionOf(source, channel.Key).ToString(CultureInfo.InvariantCulture)}} } }""");
        }
    }

    /// <summary>The number that the recorded connection was given for the channel; one that is free where it did not ask for it.</summary>
    private static long SubscriptionOf(RecordedConnection source, string channel)
    {
        var last = 0L;
        foreach (var answer in source.Answers)
        {
            using var json = JsonDocument.Parse(answer);
            var message = Member(json.RootElement, "msg");
            if (!long.TryParse(Raw(message, "sid"), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                continue;
            if (Text(message, "channel") == channel)
                return number;
            last = Math.Max(last, number);
        }

        return last + 1;
    }
}
