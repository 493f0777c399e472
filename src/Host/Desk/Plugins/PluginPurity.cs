using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Rialto.Host.Desk.Plugins;

/// <summary>
/// What an assembly refers to that a function of its inputs has no use for: clocks, files, sockets, threads, chance, functions of the C library whose last bit differs between machines, hashes that are seeded anew by each process.
/// A run with it would not replay. It protects from mistakes, not from malice: who can reflect can reach everything.
/// </summary>
internal static class PluginPurity
{
    private static readonly string[] _namespaces =
    [
        "System.IO", "System.Net", "System.Threading", "System.Reflection", "System.Timers", "Microsoft.Win32",
    ];

    private static readonly string[] _types =
    [
        "System.Random", "System.Environment", "System.Console", "System.TimeProvider", "System.Activator", "System.AppDomain", "System.HashCode", "System.GC", "System.Diagnostics.Stopwatch", "System.Diagnostics.Process",
        "System.Security.Cryptography.RandomNumberGenerator", "System.Runtime.InteropServices.Marshal", "System.Runtime.InteropServices.NativeLibrary",
    ];

    private static readonly string[] _members =
    [
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.Guid.NewGuid", "System.Guid.CreateVersion7",
        "System.Object.GetHashCode", "System.String.GetHashCode",
        .. ((string[])["Exp", "Log", "Log2", "Log10", "Pow", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Atan2", "Sinh", "Cosh", "Tanh", "Cbrt", "SinCos"]).SelectMany(name => (string[])["System.Math." + name, "System.MathF." + name, "System.Double." + name]),
    ];

    /// <summary>What compilers put into every assembly.</summary>
    private static readonly string[] _harmless = ["System.Reflection.DefaultMemberAttribute"];

    /// <summary>What is wrong with an assembly, by name and in order; nothing where it may be taken.</summary>
    /// <exception cref="BadImageFormatException">It is no assembly.</exception>
    public static IReadOnlyList<string> Offences(ReadOnlySpan<byte> assembly)
    {
        using var image = new PEReader(new MemoryStream(assembly.ToArray(), writable: false));
        if (!image.HasMetadata)
            throw new BadImageFormatException("It is no .NET assembly.");
        var metadata = image.GetMetadataReader();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var handle in metadata.TypeReferences)
        {
            if (NameOf(metadata, handle) is var name && !_harmless.Contains(name) && !IsAssemblyAttribute(name) && (_types.Contains(name) || _namespaces.Any(space => name.StartsWith(space + ".", StringComparison.Ordinal))))
                found.Add(name);
        }

        foreach (var handle in metadata.MemberReferences)
        {
            var member = metadata.GetMemberReference(handle);
            if (member.Parent.Kind == HandleKind.TypeReference && NameOf(metadata, (TypeReferenceHandle)member.Parent) + "." + metadata.GetString(member.Name) is var name && _members.Contains(name))
                found.Add(name);
        }

        if (metadata.GetTableRowCount(TableIndex.ImplMap) > 0)
            found.Add("functions of other libraries (DllImport)");
        return [.. found];
    }

    /// <summary>System.Reflection.AssemblyVersionAttribute and its like say something about the assembly, and do nothing.</summary>
    private static bool IsAssemblyAttribute(string name) => name.StartsWith("System.Reflection.Assembly", StringComparison.Ordinal) && name.EndsWith("Attribute", StringComparison.Ordinal);

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name);

        // A nested type bears the name of the one around it.
        return type.ResolutionScope.Kind == HandleKind.TypeReference ? NameOf(metadata, (TypeReferenceHandle)type.ResolutionScope) + "." + name
            : metadata.GetString(type.Namespace) is { Length: > 0 } space ? space + "." + name : name;
    }
}
