using System.Text.Json;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Host.Feeds.Replay.Dialects;

/// <summary>Upbit, and Bithumb's API 2, which speaks the same: each request takes the place of all before it, nothing is acknowledged, everything is binary.</summary>
internal sealed class UpbitDialect(FeedVenue venue) : VenueDialect(venue)
{
    /// <inheritdoc/>
    public override bool AnswersAreBinary => Venue == FeedVenue.Upbit;

    /// <inheritdoc/>
    public override FrameRole Look(ReadOnlySpan<byte> frame, ITopicSink topics)
    {
        ReadOnlySpan<byte> type = default, code = default;
        var scanner = new FrameScanner(frame);
        scanner.Object();
        while ((type.IsEmpty || code.IsEmpty) && scanner.NextName(out var name))
        {
            if (name.SequenceEqual("ty"u8) || name.SequenceEqual("type"u8))
                scanner.Text(out type);
            else if (name.SequenceEqual("cd"u8) || name.SequenceEqual("code"u8))
                scanner.Text(out code);
            else
                scanner.Skip();
        }

        // {"status":"UP"} and errors.
        if (type.IsEmpty || code.IsEmpty)
            return FrameRole.Answer;
        topics.Add(type, code);
        return FrameRole.Feed;
    }

    /// <inheritdoc/>
    public override void Read(string text, JsonDocument? json, ClientRequest request)
    {
        if (text == "PING")
        {
            request.Answers.Add("""{"status":"UP"}""");
            return;
        }

        if (json is null || json.RootElement.ValueKind != JsonValueKind.Array)
        {
            request.Answers.Add("""{"error":{"name":"WRONG_FORMAT","message":"The format is wrong."}}""");
            return;
        }

        request.ReplacesAll = true;
        foreach (var part in json.RootElement.EnumerateArray())
        {
            if (Text(part, "type") is not { } type)
                continue;

            // KRW-BTC.15 asks for 15 levels.
            foreach (var code in Texts(part, "codes"))
                request.Subscribe.Add(new Topic(type, code.Split('.')[0]));
        }
    }

    /// <summary>Nothing is acknowledged.</summary>
    public override void Answer(ClientRequest request, IReadOnlyList<Grant> grants, IReadOnlyCollection<Topic> current, ICollection<string> answers)
    {
    }
}
