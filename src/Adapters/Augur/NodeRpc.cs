using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Rialto.Adapters.Connections;

namespace Rialto.Adapters.Augur;

/// <summary>One question of JSON-RPC.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Parameters">JSON, of our own making.</param>
internal readonly record struct NodeCall(string Method, string Parameters)
{
    /// <summary>Asks a contract as of a block.</summary>
    public static NodeCall Of(string contract, string data, long block) =>
        new("eth_call", string.Create(CultureInfo.InvariantCulture, $$"""[{"to":"{{contract}}","data":"{{data}}"},"0x{{block:x}}"]"""));

    /// <summary>Asks for a block's number and time.</summary>
    public static NodeCall Block(string which) => new("eth_getBlockByNumber", $"[\"{which}\",false]");
}

/// <summary>What came of it.</summary>
/// <param name="Result">The result; of no kind where there is an error.</param>
/// <param name="Code">The error's number; zero where there is none.</param>
/// <param name="Error">The error's words.</param>
internal readonly record struct NodeReply(JsonElement Result, long Code, string Error)
{
    /// <summary>There is a result.</summary>
    public bool IsGood => Code == 0;

    /// <summary>The contract refused the question.</summary>
    public bool IsReverted => Code == 3 || Error.Contains("revert", StringComparison.OrdinalIgnoreCase);
}

/// <summary>The node gave no answer that can be used; caught where <see cref="AugurNode"/> makes its answer.</summary>
internal sealed class NodeRefusedException(string problem, TimeSpan retryAfter = default) : Exception(problem)
{
    /// <summary>How long the node wants to be left alone.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>
/// Asks a node of a chain, several questions in one request. A node that takes no batches is asked with ever smaller ones, one at last; one that says that it was asked too often is left alone, twice as
/// long each time. One caller at a time.
/// </summary>
/// <param name="rest">Asks, within the weight that is set: a question weighs one.</param>
/// <param name="weightMax">Most that one request may weigh.</param>
internal sealed class NodeRpc(IRestSource rest, int weightMax)
{
    private const int BatchMost = 20;
    private const int WordsMax = 120;
    private const int PauseSeconds = 10;
    private const int PauseDoublingsMax = 5;

    private static readonly string[] _tooOften = ["rate limit", "rate-limit", "ratelimit", "rate limited", "too many requests", "request count", "capacity", "credits", "throughput"];

    private int _batch = Math.Min(BatchMost, weightMax);
    private int _limits;

    /// <summary>Questions asked so far.</summary>
    public long Asked { get; private set; }

    /// <summary>Asks all, in order.</summary>
    /// <exception cref="NodeRefusedException">Not all could be had.</exception>
    public async ValueTask<NodeReply[]> AskAsync(IReadOnlyList<NodeCall> calls, CancellationToken stop)
    {
        var replies = new NodeReply[calls.Count];
        for (var from = 0; from < calls.Count;)
        {
            var count = Math.Min(_batch, calls.Count - from);
            if (await TryBatchAsync(calls, from, count, replies, stop).ConfigureAwait(false))
                from += count;
        }

        _limits = 0;
        return replies;
    }

    /// <summary>A text of the node's; none where it is no text, or one that cannot be read.</summary>
    public static string TextOf(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString()! : "";
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    /// <summary>A number as a node writes it, <c>0x1b4</c>; less than zero where it is none.</summary>
    public static long NumberOf(JsonElement element)
    {
        const int digitsMax = 15;
        var text = TextOf(element);
        return text.Length is > 2 and <= 2 + digitsMax && text.StartsWith("0x", StringComparison.Ordinal) && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }

    /// <summary>A member of an object; of no kind where there is none.</summary>
    public static JsonElement MemberOf(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private async ValueTask<bool> TryBatchAsync(IReadOnlyList<NodeCall> calls, int from, int count, NodeReply[] replies, CancellationToken stop)
    {
        var request = new RestRequest("", count, RestPriority.Start) { Body = BodyOf(calls, from, count) };
        var answer = await rest.GetAsync(request, stop).ConfigureAwait(false);
        if (!answer.IsGood)
            throw new NodeRefusedException(answer.Problem.Length > 0 ? answer.Problem : $"the node answered {answer.Status}", answer.RetryAfter);
        Asked += count;
        var root = Parse(answer.Body);
        if (count == 1 && root.ValueKind == JsonValueKind.Object)
        {
            replies[from] = ReplyOf(root);
            ThrowIfTooOften(replies[from]);
            return true;
        }

        if (root.ValueKind == JsonValueKind.Object)
        {
            // One answer to many questions: too often, or no batches.
            ThrowIfTooOften(ReplyOf(root));
            _batch = Math.Max(1, count / 2);
            return false;
        }

        var isThere = new bool[count];
        if (root.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in root.EnumerateArray())
            {
                if (MemberOf(item, "id") is not { ValueKind: JsonValueKind.Number } number || !number.TryGetInt32(out var id) || id < 0 || id >= count)
                    continue;
                (replies[from + id], isThere[id]) = (ReplyOf(item), true);
                ThrowIfTooOften(replies[from + id]);
            }
        }

        return Array.TrueForAll(isThere, there => there) ? true : throw new NodeRefusedException("the node left questions of a batch without an answer");
    }

    private void ThrowIfTooOften(NodeReply reply)
    {
        if (reply.Code is not (429 or -32029) && !Array.Exists(_tooOften, word => reply.Error.Contains(word, StringComparison.OrdinalIgnoreCase)))
            return;
        var pause = TimeSpan.FromSeconds(PauseSeconds << Math.Min(_limits++, PauseDoublingsMax));
        throw new NodeRefusedException($"the node was asked too often ({reply.Code} {reply.Error})", pause);
    }

    private static NodeReply ReplyOf(JsonElement item)
    {
        var error = MemberOf(item, "error");
        if (error.ValueKind == JsonValueKind.Object)
        {
            var code = MemberOf(error, "code") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var known) && known != 0 ? known : -1;
            return new NodeReply(default, code, Plain(TextOf(MemberOf(error, "message"))));
        }

        var result = MemberOf(item, "result");
        return result.ValueKind == JsonValueKind.Undefined ? new NodeReply(default, -1, "neither a result nor an error") : new NodeReply(result, 0, "");
    }

    private static string Plain(string text) => new([.. text.Where(letter => letter is >= ' ' and <= '~').Take(WordsMax)]);

    private static JsonElement Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new NodeRefusedException("the node's answer is no JSON: is Rest the address of a JSON-RPC node?");
        }
    }

    private static ReadOnlyMemory<byte> BodyOf(IReadOnlyList<NodeCall> calls, int from, int count)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            if (count > 1)
                json.WriteStartArray();
            for (var i = 0; i < count; i++)
            {
                json.WriteStartObject();
                json.WriteString("jsonrpc", "2.0");
                json.WriteNumber("id", i);
                json.WriteString("method", calls[from + i].Method);
                json.WritePropertyName("params");
                json.WriteRawValue(calls[from + i].Parameters);
                json.WriteEndObject();
            }

            if (count > 1)
                json.WriteEndArray();
        }

        return bytes.WrittenMemory;
    }
}
