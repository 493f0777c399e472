using System.Runtime.CompilerServices;

namespace Rialto.Twins.Lockstep;

/// <summary>What must hold after every command.</summary>
internal static class Promises
{
    /// <summary>Throws <see cref="BrokenPromiseException"/> where it does not.</summary>
    public static void Promise(bool kept, string promise)
    {
        if (!kept)
            throw new BrokenPromiseException("broken: " + promise);
    }

    /// <inheritdoc cref="Promise(bool, string)"/>
    public static void Promise(bool kept, [InterpolatedStringHandlerArgument("kept")] PromiseText promise)
    {
        if (!kept)
            throw new BrokenPromiseException("broken: " + promise.ToString());
    }
}
