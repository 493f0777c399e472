namespace Rialto.Trading;

/// <summary>What becomes of a desk's own live orders when it starts again after a kill.</summary>
public enum RestartPolicy : byte
{
    /// <summary>Each is cancelled once its venue shows it: nobody has watched them.</summary>
    Cancel = 0,

    /// <summary>They stay, and their strategies go on with them.</summary>
    Keep = 1,
}
