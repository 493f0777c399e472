namespace Rialto.Venue.Snapshots;

/// <summary>Rows of one kind after the other, in as many sections as they need: each begins with what its rows are. Cold.</summary>
internal sealed class SectionRows(StateWriter to, StateSection section)
{
    private int _rows;

    /// <summary>A row begins; all until <see cref="End"/> are of this part.</summary>
    public void Begin(byte part)
    {
        if (_rows == StateFormat.OrdersPerSection)
            End();
        if (_rows++ == 0)
            to.Add(part);
    }

    /// <summary>Rows of another part follow, or none.</summary>
    public void End()
    {
        if (_rows != 0)
            to.EndSection(section);
        _rows = 0;
    }
}
