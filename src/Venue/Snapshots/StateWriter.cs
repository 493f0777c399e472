using System.Buffers;
using Rialto.Runtime.Memory;

namespace Rialto.Venue.Snapshots;

/// <summary>Gathers a section's fields and writes it with its length. Cold.</summary>
internal sealed class StateWriter
{
    private readonly IBufferWriter<byte> _target;
    private readonly ArrayBufferWriter<byte> _section = ThreadBuffer.Rent();
    private readonly FieldWriter _fields;

    public StateWriter(IBufferWriter<byte> target)
    {
        _target = target;
        _fields = new FieldWriter(_section);
    }

    public void Head(ulong stateHash)
    {
        StateFormat.WriteHead(_target.GetSpan(StateFormat.HeadBytes)[..StateFormat.HeadBytes], stateHash);
        _target.Advance(StateFormat.HeadBytes);
    }

    /// <summary>A field of the section.</summary>
    public void Add<T>(T value) where T : unmanaged => _fields.Add(value);

    /// <summary>Writes what was gathered. Nothing may be added after the section End.</summary>
    public void EndSection(StateSection section)
    {
        StateFormat.WriteSectionHead(_target.GetSpan(StateFormat.SectionHeadBytes)[..StateFormat.SectionHeadBytes], section, _section.WrittenCount);
        _target.Advance(StateFormat.SectionHeadBytes);
        _target.Write(_section.WrittenSpan);
        if (section == StateSection.End)
            ThreadBuffer.Return(_section);
        else
            _section.ResetWrittenCount();
    }
}
