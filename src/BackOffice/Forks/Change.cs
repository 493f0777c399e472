using System.Text.Json;

namespace Rialto.BackOffice.Forks;

/// <summary>What a line of a change file asks.</summary>
public enum ChangeKind
{
    /// <summary>Leave a command out.</summary>
    Drop,

    /// <summary>Give a command other values.</summary>
    Replace,

    /// <summary>Put another command behind one.</summary>
    Insert,
}

/// <summary>One line of a change file.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Kind">What it asks.</param>
/// <param name="Sequence">The command it is about.</param>
/// <param name="Text">The whole line.</param>
public sealed record Change(int Line, ChangeKind Kind, long Sequence, JsonElement Text);

/// <summary>A line of a change file cannot be done.</summary>
public sealed class ChangeException(int line, string problem) : Exception($"line {line} of the changes: {problem}");

/// <summary>
/// What is to be different in a fork: JSON lines, empty ones and those that begin with # aside. docs/reference/audit-log.md lists them.
/// <code>
/// {"drop":17}
/// {"replace":18,"price":"150.40","quantity":"50"}
/// {"after":18,"order":{"user_id":"2","symbol":"AAPL","side":"buy","quantity":"10","price":"150.45"}}
/// {"after":18,"cancel":{"user_id":"2","order_id":"5"}}
/// {"after":18,"rules":{"symbol":"AAPL","taker_fee_ppm":500}}
/// {"after":18,"state":{"symbol":"AAPL","state":"halted"}}
/// </code>
/// </summary>
public static class ChangeFile
{
    /// <summary>Reads the lines.</summary>
    /// <returns>Changes by sequence, in their order.</returns>
    /// <exception cref="ChangeException">A line is none of those above.</exception>
    public static ILookup<long, Change> Parse(IEnumerable<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var changes = new List<Change>();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (line.AsSpan().Trim() is { Length: > 0 } text && text[0] != '#')
                changes.Add(Read(number, line));
        }

        foreach (var twice in changes.Where(one => one.Kind != ChangeKind.Insert).GroupBy(one => one.Sequence).Where(group => group.Count() > 1))
            throw new ChangeException(twice.Last().Line, $"command {twice.Key} is dropped or replaced twice");
        return changes.ToLookup(one => one.Sequence);
    }

    private static Change Read(int number, string line)
    {
        JsonElement root;
        try
        {
            root = JsonElement.Parse(line);
        }
        catch (JsonException problem)
        {
            throw new ChangeException(number, $"not JSON: {problem.Message}");
        }

        if (root.ValueKind != JsonValueKind.Object)
            throw new ChangeException(number, "not an object");
        foreach (var (name, kind) in new[] { ("drop", ChangeKind.Drop), ("replace", ChangeKind.Replace), ("after", ChangeKind.Insert) })
        {
            if (!root.TryGetProperty(name, out var member))
                continue;
            if (member.ValueKind != JsonValueKind.Number || !member.TryGetInt64(out var sequence) || sequence < 1)
                throw new ChangeException(number, $"'{name}' is not a sequence");
            return new Change(number, kind, sequence, root);
        }

        throw new ChangeException(number, "it has none of 'drop', 'replace' and 'after'");
    }
}
