namespace Rialto.Wire.Fix;

/// <summary>A condition under which a field is required: another field of the same message has one of these values.</summary>
internal sealed record FixCondition(int Tag, FixValueSet Values)
{
    public bool Holds(FixMessage message) => message.TryGet(Tag, out var value) && (Values.IsEmpty || Values.Contains(value));
}

/// <summary>A field as a member of header, trailer, a message's body or a group.</summary>
/// <param name="Field">Its type and values.</param>
/// <param name="IsRequired">True where it must always be there.</param>
/// <param name="Condition">When it must be there; null for never or always.</param>
/// <param name="Group">Of a count: the members of an entry, the delimiter first; otherwise null.</param>
internal sealed record FixMember(FixFieldRule Field, bool IsRequired, FixCondition? Condition, FixScope? Group)
{
    public int Tag => Field.Tag;
}

/// <summary>The members of header, trailer, a body or a group's entry, in the dictionary's order. Immutable.</summary>
internal sealed class FixScope
{
    private const int DirectTags = 1_024;

    private readonly FixMember[] _members;
    private readonly FixMember[] _required;
    private readonly FixMember[] _conditional;

    // Place of each member plus one; zero for tags that are none.
    private readonly short[] _direct = new short[DirectTags];
    private readonly Dictionary<int, int> _others = [];

    /// <exception cref="InvalidDataException">Two members have one tag.</exception>
    public FixScope(IReadOnlyList<FixMember> members, string name)
    {
        _members = [.. members];
        _required = [.. members.Where(member => member.IsRequired)];
        _conditional = [.. members.Where(member => member.Condition is not null)];
        for (var i = 0; i < _members.Length; i++)
        {
            var tag = _members[i].Tag;
            if (PlaceOf(tag) >= 0)
                throw new InvalidDataException($"Tag {tag} stands twice in {name}.");
            if (tag < DirectTags)
                _direct[tag] = (short)(i + 1);
            else
                _others.Add(tag, i);
        }
    }

    public ReadOnlySpan<FixMember> Required => _required;

    public ReadOnlySpan<FixMember> Conditional => _conditional;

    /// <summary>Tag of the first member: a group's delimiter.</summary>
    public int FirstTag => _members[0].Tag;

    public FixMember this[int place] => _members[place];

    /// <summary>Place of a tag's member in the dictionary's order; -1 where the tag is none.</summary>
    public int PlaceOf(int tag)
    {
        if ((uint)tag < DirectTags)
            return _direct[tag] - 1;
        return _others.TryGetValue(tag, out var place) ? place : -1;
    }
}
