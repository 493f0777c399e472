using System.Text.Json;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Host.Feeds.Replay.Dialects;

/// <summary>Bybit v5: topics whose last word is the symbol.</summary>
internal sealed class BybitDialect(FeedVenue venue) : VenueDialect(venue)
{
    /// <inheritdoc/>
    public override FrameRole Look(ReadOnlySpan<byte> frame, ITopicSink topics)
    {
        var scanner = new FrameScanner(frame);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("topic"u8) && scanner.Text(out var topic))
            {
                var at = topic.LastIndexOf((byte)'.');
                topics.Add(topic[..Math.Max(at, 0)], topic[(at + 1)..]);
                return FrameRole.Feed;
            }

            if (name.SequenceEqual("op"u8) || name.SequenceEqual("success"u8))
                return FrameRole.Answer;
            scanner.Skip();
        }

        return FrameRole.Connection;
    }

    /// <inheritdoc/>
    public override string KindOf(string channel) => channel switch
    {
        // Level 1 is another book: the others differ by their depth.
        "orderbook.50" or "orderbook.200" or "orderbook.500" or "orderbook.1000" => "orderbook",
        _ => channel,
    };

    /// <inheritdoc/>
    public override void Read(string text, JsonDocument? json, ClientRequest request)
    {
        var operation = json is null ? null : Text(json.RootElement, "op");
        request.Id = json is null ? "" : Text(json.RootElement, "req_id") ?? "";
        switch (operation)
        {
            case "ping":
                request.Answers.Add($$"""{"success":true,"ret_msg":"pong","conn_id":"replay","req_id":{{Quote(request.Id)}},"op":"ping"}""");
                break;
            case "subscribe":
            case "unsubscribe":
                foreach (var topic in Texts(json!.RootElement, "args"))
                {
                    var at = topic.LastIndexOf('.');
                    if (at > 0)
                        (operation == "subscribe" ? request.Subscribe : request.Unsubscribe).Add(new Topic(topic[..at], topic[(at + 1)..]));
                }

                break;
            default:
                request.Answers.Add($$"""{"success":false,"ret_msg":"error:unknown op","conn_id":"replay","req_id":{{Quote(request.Id)}},"op":{{Quote(operation ?? "")}}}""");
                break;
        }
    }

    /// <inheritdoc/>
    public override void Answer(ClientRequest request, IReadOnlyList<Grant> grants, IReadOnlyCollection<Topic> current, ICollection<string> answers)
    {
        if (request.Subscribe.Count == 0 && request.Unsubscribe.Count == 0)
            return;
        var unknown = grants.FirstOrDefault(grant => grant.IsUnknown).Topic;
        var operation = request.Subscribe.Count > 0 ? "subscribe" : "unsubscribe";
        var message = unknown == default ? "" : $"error:handler not found,topic:{unknown.Channel}.{unknown.Symbol}";
        answers.Add($$"""{"success":{{(unknown == default ? "true" : "false")}},"ret_msg":{{Quote(message)}},"conn_id":"replay","req_id":{{Quote(request.Id)}},"op":"{{operation}}"}""");
    }
}
