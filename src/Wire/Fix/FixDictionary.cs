using System.Collections.Frozen;

namespace Rialto.Wire.Fix;

/// <summary>
/// What messages a venue takes, from a file in QuickFIX's XML format: fields with types and values, messages with required and optional fields, components, groups.
/// Two words more than QuickFIX has, which it passes over:
/// <list type="bullet">
/// <item><c>required="C" when="OrdType=2,4"</c> on a field of a message: required where OrdType is 2 or 4; <c>when="OrdType"</c>: where it is there.</item>
/// <item><c>min</c> and <c>max</c> on a field's definition: range of a whole number.</item>
/// </list>
/// Immutable; any thread.
/// </summary>
public sealed class FixDictionary
{
    private const int FirstUserTag = 5_000;

    private readonly FixScope _header;
    private readonly FixScope _trailer;
    private readonly FrozenDictionary<ulong, FixScope> _messages;
    private readonly FrozenSet<int> _tags;

    internal FixDictionary(FixScope header, FixScope trailer, Dictionary<ulong, FixScope> messages, IEnumerable<int> tags)
    {
        _header = header;
        _trailer = trailer;
        _messages = messages.ToFrozenDictionary();
        _tags = tags.ToFrozenSet();
    }

    /// <summary>Reads a dictionary.</summary>
    /// <exception cref="InvalidDataException">It is none; the message names the place.</exception>
    public static FixDictionary Load(Stream xml) => FixDictionaryFile.Read(xml);

    /// <summary>True for the types of message it has.</summary>
    public bool Knows(ReadOnlySpan<byte> msgType) => _messages.ContainsKey(FixMsgType.Key(msgType));

    /// <summary>Checks a message that was read without error. Allocates nothing.</summary>
    /// <returns>The first breach: fields in their order, then fields that are missing. Null for none.</returns>
    public FixViolation? Validate(FixMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!_messages.TryGetValue(FixMsgType.Key(message.MsgType), out var body))
            return new FixViolation(FixRejectReason.InvalidMsgType, FixTag.MsgType);
        var at = 0;
        return Part(message, _header, ref at) ?? Part(message, body, ref at) ?? Part(message, _trailer, ref at) ?? Rest(message, body, at)
            ?? Missing(message, _header) ?? Missing(message, body) ?? Missing(message, _trailer) ?? Conditional(message, body);
    }

    /// <summary>Takes the fields that belong to a scope, from <paramref name="at"/> to the first that does not.</summary>
    private static FixViolation? Part(FixMessage message, FixScope scope, ref int at)
    {
        while (at < message.Count)
        {
            var tag = message.Fields[at].Tag;
            var place = scope.PlaceOf(tag);
            if (place < 0)
                return null;
            if (message.IndexOf(tag) != at)
                return new FixViolation(FixRejectReason.TagAppearsMoreThanOnce, tag);
            if (Member(message, scope[place], ref at) is { } violation)
                return violation;
        }

        return null;
    }

    private static FixViolation? Member(FixMessage message, FixMember member, ref int at)
    {
        if (member.Field.Check(message.ValueAt(at)) is { } violation)
            return violation;
        at++;
        return member.Group is null ? null : Entries(message, member, ref at);
    }

    private static FixViolation? Entries(FixMessage message, FixMember count, ref int at)
    {
        FixValue.TryLong(message.ValueAt(at - 1), out var announced);
        var scope = count.Group!;
        for (var i = 0L; i < announced; i++)
        {
            if (at >= message.Count || message.Fields[at].Tag != scope.FirstTag)
            {
                return at < message.Count && scope.PlaceOf(message.Fields[at].Tag) >= 0
                    ? new FixViolation(FixRejectReason.GroupFieldsOutOfOrder, message.Fields[at].Tag)
                    : new FixViolation(FixRejectReason.IncorrectGroupCount, count.Tag);
            }

            if (Entry(message, scope, ref at) is { } violation)
                return violation;
        }

        return at < message.Count && message.Fields[at].Tag == scope.FirstTag ? new FixViolation(FixRejectReason.IncorrectGroupCount, count.Tag) : null;
    }

    private static FixViolation? Entry(FixMessage message, FixScope scope, ref int at)
    {
        var from = at;
        var last = -1;
        while (at < message.Count)
        {
            var tag = message.Fields[at].Tag;
            var place = scope.PlaceOf(tag);
            if (place < 0 || (place == 0 && at > from))
                break;
            if (place == last)
                return new FixViolation(FixRejectReason.TagAppearsMoreThanOnce, tag);
            if (place < last)
                return new FixViolation(FixRejectReason.GroupFieldsOutOfOrder, tag);
            last = place;
            if (Member(message, scope[place], ref at) is { } violation)
                return violation;
        }

        foreach (var required in scope.Required)
        {
            if (message.IndexOf(required.Tag, from, at) < 0)
                return new FixViolation(FixRejectReason.RequiredTagMissing, required.Tag);
        }

        return null;
    }

    /// <summary>What stands behind header, body and trailer, and so should not be there.</summary>
    private FixViolation? Rest(FixMessage message, FixScope body, int at)
    {
        if (at == message.Count)
            return null;
        var tag = message.Fields[at].Tag;
        if (_header.PlaceOf(tag) >= 0 || body.PlaceOf(tag) >= 0)
            return new FixViolation(message.IndexOf(tag) == at ? FixRejectReason.TagOutOfOrder : FixRejectReason.TagAppearsMoreThanOnce, tag);
        if (_tags.Contains(tag))
            return new FixViolation(FixRejectReason.TagNotDefinedForMessage, tag);
        return new FixViolation(tag < FirstUserTag ? FixRejectReason.InvalidTagNumber : FixRejectReason.UndefinedTag, tag);
    }

    private static FixViolation? Missing(FixMessage message, FixScope scope)
    {
        foreach (var member in scope.Required)
        {
            if (!message.Has(member.Tag))
                return new FixViolation(FixRejectReason.RequiredTagMissing, member.Tag);
        }

        return null;
    }

    private static FixViolation? Conditional(FixMessage message, FixScope body)
    {
        foreach (var member in body.Conditional)
        {
            if (!message.Has(member.Tag) && member.Condition!.Holds(message))
                return new FixViolation(FixRejectReason.RequiredTagMissing, member.Tag, IsConditional: true);
        }

        return null;
    }
}
