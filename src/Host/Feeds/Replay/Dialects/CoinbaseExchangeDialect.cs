using System.Text.Json;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Host.Feeds.Replay.Dialects;

/// <summary>Coinbase Exchange: channels and products; answers with all that is subscribed.</summary>
internal sealed class CoinbaseExchangeDialect() : VenueDialect(FeedVenue.CoinbaseExchange)
{
    /// <inheritdoc/>
    public override FrameRole Look(ReadOnlySpan<byte> frame, ITopicSink topics)
    {
        ReadOnlySpan<byte> type = default, product = default;
        var scanner = new FrameScanner(frame);
        scanner.Object();
        while ((type.IsEmpty || product.IsEmpty) && scanner.NextName(out var name))
        {
            if (name.SequenceEqual("type"u8))
                scanner.Text(out type);
            else if (name.SequenceEqual("product_id"u8))
                scanner.Text(out product);
            else
                scanner.Skip();
        }

        if (type.SequenceEqual("subscriptions"u8) || type.SequenceEqual("error"u8))
            return FrameRole.Answer;
        if (product.IsEmpty)
            return FrameRole.Connection;
        topics.Add(
            type.SequenceEqual("snapshot"u8) || type.SequenceEqual("l2update"u8) ? "level2"u8
            : type.SequenceEqual("match"u8) || type.SequenceEqual("last_match"u8) ? "matches"u8
            : type,
            product);
        return FrameRole.Feed;
    }

    /// <inheritdoc/>
    public override string KindOf(string channel) => channel is "level2_batch" or "level2_50" ? "level2" : channel;

    /// <inheritdoc/>
    public override void Read(string text, JsonDocument? json, ClientRequest request)
    {
        var type = json is null ? null : Text(json.RootElement, "type");
        if (type is not ("subscribe" or "unsubscribe") || !json!.RootElement.TryGetProperty("channels", out var channels) || channels.ValueKind != JsonValueKind.Array)
        {
            request.Answers.Add("""{"type":"error","message":"Malformed JSON"}""");
            return;
        }

        var products = Texts(json.RootElement, "product_ids").ToList();
        foreach (var channel in channels.EnumerateArray())
        {
            var name = channel.ValueKind == JsonValueKind.String ? channel.GetString()! : Text(channel, "name") ?? "";
            foreach (var product in Texts(channel, "product_ids").Concat(products).Distinct())
                (type == "subscribe" ? request.Subscribe : request.Unsubscribe).Add(new Topic(name, product));
        }
    }

    /// <inheritdoc/>
    public override void Answer(ClientRequest request, IReadOnlyList<Grant> grants, IReadOnlyCollection<Topic> current, ICollection<string> answers)
    {
        if (grants.FirstOrDefault(grant => grant.IsUnknown).Topic is { Symbol: not null } unknown)
            answers.Add($$"""{"type":"error","message":"Failed to subscribe","reason":{{Quote($"{unknown.Symbol} is not a valid product")}}}""");
        var channels = current.GroupBy(topic => topic.Channel).Select(channel =>
            $$"""{"name":{{Quote(channel.Key)}},"product_ids":[{{string.Join(',', channel.Select(topic => Quote(topic.Symbol)))}}]}""");
        answers.Add($$"""{"type":"subscriptions","channels":[{{string.Join(',', channels)}}]}""");
    }
}
